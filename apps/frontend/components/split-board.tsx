'use client';

import { useEffect, useRef, useState } from 'react';
import { ask } from '../client/ask.ts';
import { describeQuestion, itemProblem, type Question } from '../client/question.ts';
import { sendMany } from '../client/send-many.ts';
import { addOutcome, emptySplit, progressOf, type Split, tiersOf } from '../client/split.ts';
import styles from './split-board.module.css';
import { SplitRow } from './split-row.tsx';

const COUNT = 50;
/** Below the six connections that a browser opens to one host. */
const CONCURRENCY = 5;

/** Sends fifty requests and shows, tier by tier, which version answered each. */
export function SplitBoard({ item, canary }: { item: string; canary: boolean }) {
  const [split, setSplit] = useState<Split>(emptySplit);
  const [question, setQuestion] = useState<Question>();
  const running = useRef<AbortController>(undefined);
  const [busy, setBusy] = useState(false);
  // Before the page's code has come the button would do nothing.
  const [ready, setReady] = useState(false);
  useEffect(() => setReady(true), []);

  const next = { item: item.trim() || 'jam jar', canary };
  const problem = itemProblem(next.item);

  async function run() {
    const controller = new AbortController();
    running.current = controller;
    setSplit(emptySplit);
    setQuestion(next);
    setBusy(true);
    const { signal } = controller;
    try {
      await sendMany(
        () => ask(next, signal),
        { count: COUNT, concurrency: CONCURRENCY },
        (outcome) => setSplit((before) => addOutcome(before, outcome)),
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
        <button
          type="button"
          className={styles.run}
          disabled={!ready || (!busy && problem !== undefined)}
          onClick={busy ? () => running.current?.abort() : run}
        >
          {busy ? 'Stop' : `Send ${COUNT}`}
        </button>
        <noscript>
          <p className={styles.progress}>
            The page needs JavaScript to send fifty requests. In a terminal, <code>./lab call</code> counts
            the split.
          </p>
        </noscript>
        <Progress split={split} busy={busy} question={question} />
      </div>
      {question && question.canary !== canary && (
        <p className={styles.old} role="status">
          Counted before you turned the canary switch {canary ? 'on' : 'off'}.
        </p>
      )}
      {tiersOf(split).map((tier) => (
        <SplitRow key={tier} tier={tier} split={split} slots={COUNT} />
      ))}
      <Failures split={split} />
      <p role="status" className="visually-hidden">
        {announcement(split, busy)}
      </p>
    </section>
  );
}

type ProgressProps = { split: Split; busy: boolean; question: Question | undefined };

function Progress({ split, busy, question }: ProgressProps) {
  if (!question)
    return <p className={styles.progress}>One bar per request: low for stable, tall for canary.</p>;
  const stopped = !busy && split.requests.length < COUNT;
  return (
    <p className={split.failures.size > 0 ? styles.failures : styles.progress} data-progress={!busy}>
      {progressOf(split, COUNT)}
      {stopped && ', stopped'} <span className={styles.question}>for {describeQuestion(question)}</span>
    </p>
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
function announcement(split: Split, busy: boolean): string {
  const done = split.requests.length;
  return done === 0 || (busy && done % 10 !== 0) ? '' : progressOf(split, COUNT);
}
