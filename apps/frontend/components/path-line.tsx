import type { CSSProperties } from 'react';
import type { Asked } from '../client/ask.ts';
import { pathOf, type Stop } from '../client/path.ts';
import { describeQuestion } from '../client/question.ts';
import styles from './path-line.module.css';
import stop from './path-stop.module.css';
import { PathStops } from './path-stop.tsx';
import { TraceId } from './trace-id.tsx';

/** More stops in a row than this are not legible side by side on any screen. */
const MOST_COLUMNS = 6;

type Props = {
  asked: Asked | undefined;
  /** Address of the lab's console, where there is one. */
  consoleUrl: string | undefined;
};

/** The way the request took through the mesh: who called whom, and the trace to look it up by. */
export function PathLine({ asked, consoleUrl }: Props) {
  const { question, outcome } = asked ?? {};
  const traceId = outcome?.ok ? outcome.answer.traceId : outcome?.failure.traceId;
  const path = pathOf(outcome);
  const columns = 1 + depthOf(path);
  return (
    <section className={styles.path} aria-labelledby="path">
      <div>
        <h2 id="path" className={styles.title}>
          The way it took
        </h2>
        {question && <p className={styles.hint}>{describeQuestion(question)}</p>}
      </div>
      {/* A new key a request draws the line anew. */}
      <ul
        className={styles.tree}
        data-wide={columns <= MOST_COLUMNS}
        style={{ '--columns': columns } as CSSProperties}
        key={traceId}
      >
        <li className={styles.branch}>
          <div className={styles.stop}>
            <span className={`${stop.mark} ${stop.origin}`} />
            <p className={`${stop.about} ${stop.name}`}>your browser</p>
          </div>
          <PathStops caller="your browser" stops={path} />
        </li>
      </ul>
      {traceId && <TraceId id={traceId} consoleUrl={consoleUrl} />}
      {!outcome && (
        <p className={styles.hint}>
          Every service runs in two versions. Send an item to see which pods answer it.
        </p>
      )}
    </section>
  );
}

function depthOf(stops: readonly Stop[]): number {
  return Math.max(0, ...stops.map(({ calls }) => 1 + depthOf(calls)));
}
