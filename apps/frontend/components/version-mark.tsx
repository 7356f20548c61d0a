import { versionKind } from '../client/version-kind.ts';
import styles from './version-mark.module.css';

const shapes = {
  stable: <circle cx="8" cy="8" r="6" />,
  canary: <path d="M8 0.8 15.2 8 8 15.2 0.8 8Z" />,
  failed: <path d="M2.5 2.5 13.5 13.5M13.5 2.5 2.5 13.5" className={styles.stroke} />,
  other: <rect x="2.5" y="2.5" width="11" height="11" />,
};

/** The version's mark: colour and shape both tell which it is. The text beside it names it. */
export function VersionMark({ version }: { version: string }) {
  const kind = versionKind(version);
  return (
    <svg viewBox="0 0 16 16" className={`${styles.mark} ${styles[kind]}`} aria-hidden="true">
      {shapes[kind]}
    </svg>
  );
}
