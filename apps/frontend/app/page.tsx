import { connection } from 'next/server';
import { Sorter } from '../components/sorter.tsx';
import { VersionMark } from '../components/version-mark.tsx';
import { identity } from '../server/process.ts';
import styles from './page.module.css';

export default async function Page() {
  // Rendered a request, not at build time: the pod is known only now, and so is the nonce (proxy.ts).
  await connection();
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <p className={styles.name}>Waste sorter</p>
        <p className={styles.server}>
          page from <VersionMark version={identity.version} /> {identity.version} <code>{identity.pod}</code>
        </p>
      </header>
      <main>
        <Sorter />
      </main>
    </div>
  );
}
