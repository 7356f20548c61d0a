'use client';

import { useRef, useState } from 'react';
import { ask } from '../client/ask.ts';
import { sendMany } from '../client/send-many.ts';
import { addOutcome, emptySplit, type Split } from '../client/split.ts';
import { tiers } from '../client/stations.ts';
import styles from './split-board.module.css';
import { SplitRow } from './split-row.tsx';

const COUNT = 50;
/** Below the six connections that a browser opens to one host. */
const CONCURRENCY = 5;

/** Sends fifty requests and shows, tier by tier, which version answered each. */
export function SplitBoard({ item, canary }: { item: string; canary: boolean }) {
  const [split, setSplit] = useState<Split>(emptySplit);
  const running = useRef<AbortController>(undefined);
  const [busy, setBusy] = useState(false);

  async function run() {
    const controller = new AbortController();
    running.current = controller;
    setSplit(emptySplit);
    setBusy(true);
    const { signal } = controller;
    try {
      const send = () => ask(item.trim() || 'jam jar', { canary, signal });
      await sendMany(send, { count: COUNT, concurrency: CONCURRENCY }, (outcome) =>
        setSplit((before) => addOutcome(before, outcome)),
      );
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className={styles.board} aria-labelledby="split">
      <div className={styles.head}>
        <h2 id="split" className={styles.title}>
          The split
        </h2>
        <button type="button" className={styles.run} onClick={busy ? () => running.current?.abort() : run}>
          {busy ? 'Stop' : `Send ${COUNT}`}
        </button>
        <p className={styles.progress}>
          {split.requests.length > 0
            ? `${split.requests.length} of ${COUNT} answered`
            : 'One bar a request: low for stable, tall for canary.'}
        </p>
      </div>
      {tiers.map((tier) => (
        <SplitRow key={tier} tier={tier} split={split} slots={COUNT} />
      ))}
      <Failures split={split} />
      <p role="status" className="visually-hidden">
        {announcement(split, busy)}
      </p>
    </section>
  );
}

function Failures({ split: { failures } }: { split: Split }) {
  if (failures.size === 0) return null;
  return (
    <ul className={styles.failures} aria-label="Failures">
      {[...failures].map(([title, count]) => (
        <li key={title}>
          {count} × {title}
        </li>
      ))}
    </ul>
  );
}

/** Said at every tenth request: a reader that spoke each would never come to the end. */
function announcement({ requests, failures }: Split, busy: boolean): string {
  const done = requests.length;
  if (done === 0 || (busy && done % 10 !== 0)) return '';
  const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
  return `${done} of ${COUNT} answered${failed ? `, ${failed} failed` : ''}`;
}
