import type { Failure } from '../client/failure.ts';
import styles from './failure-notice.module.css';
import { VersionMark } from './version-mark.tsx';

/** Why there is no answer, and which hop is to blame. */
export function FailureNotice({ failure }: { failure: Failure }) {
  const { title, status, hop, detail } = failure;
  return (
    <section className={styles.notice} role="alert">
      <h2 className={styles.title}>
        <VersionMark version="failed" /> {title}
      </h2>
      <p>
        {status ? `Status ${status}, failed` : 'Failed'} at <strong>{hop}</strong>
      </p>
      <p className={styles.detail}>{detail}</p>
    </section>
  );
}
