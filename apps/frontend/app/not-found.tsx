import Link from 'next/link';
import { connection } from 'next/server';
import styles from './page.module.css';

export default async function NotFound() {
  // Rendered a request, for the nonce of its scripts (proxy.ts).
  await connection();
  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <h1>There is nothing here</h1>
      </header>
      <p className={styles.message}>
        <Link href="/">Back to the waste sorter</Link>
      </p>
    </main>
  );
}
