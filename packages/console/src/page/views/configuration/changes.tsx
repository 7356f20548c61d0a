import type { ChangesAnswer, TimelineEntry } from '../../../protocol.ts';
import { Icon } from '../../parts/icon.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useAnswer } from '../../store/ask.ts';
import { useConsole } from '../../store/store.ts';
import { clockText } from '../../text/format.ts';
import { DiffChanges } from './diff-changes.tsx';
import { TrafficChart } from './traffic-chart.tsx';

/** What the last edit did to requests, and what happened when. */
export function Changes() {
  const timeline = useConsole((state) => state.timeline);
  const answer = useAnswer<ChangesAnswer>('/api/changes', timeline);
  return (
    <>
      <section className="panel" aria-labelledby="last-edit">
        <h2 id="last-edit">The last edit</h2>
        {answer?.ok === false && <ProblemNote problem={answer.problem} />}
        {answer?.ok &&
          (answer.value.last ? (
            <DiffChanges last={answer.value.last} />
          ) : (
            <NoEdit muted={answer.value.muted} />
          ))}
      </section>
      <section className="panel" aria-labelledby="time-line">
        <h2 id="time-line">Timeline</h2>
        <TrafficChart entries={timeline} />
        <Entries entries={timeline} />
      </section>
    </>
  );
}

function NoEdit({ muted }: { readonly muted: string | undefined }) {
  const context = useConsole((state) => state.hello?.context);
  if (muted !== undefined) return <p className="empty">Muted while the incident {muted} is open.</p>;
  if (context !== undefined)
    return <p className="empty">No resource was changed while a page of this console was open.</p>;
  return (
    <p className="empty">
      No file was edited since the lab started. Edit a file of your configuration, such as the weights of a
      VirtualService: what the edit does to requests is shown here.
    </p>
  );
}

const KINDS: Readonly<Record<TimelineEntry['kind'], string>> = {
  edit: 'Edit',
  rejected: 'Rejected',
  restart: 'Restart',
  ejection: 'Ejection',
  pod: 'Pod',
  error: 'Error',
};

function Entries({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  if (entries.length === 0) return <p className="empty">Nothing has happened yet.</p>;
  return (
    <ol className="timeline">
      {entries.toReversed().map(({ id, at, kind, text, files = [] }) => (
        <li key={id} data-kind={kind}>
          <time>{clockText(at, 0)}</time>
          <b className={kind === 'rejected' || kind === 'error' ? 'alarm' : undefined}>
            {(kind === 'rejected' || kind === 'error') && <Icon name="failed" />} {KINDS[kind]}
          </b>
          <span>
            {text} {files.length > 0 && <code>{files.join(', ')}</code>}
          </span>
        </li>
      ))}
    </ol>
  );
}
