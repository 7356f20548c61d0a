import type { Span } from '@lab/observe';
import type { TraceAnswer } from '../../../protocol.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { VersionMark } from '../../parts/version-mark.tsx';
import { Link } from '../../routing/link.tsx';
import { type Answer, useAnswer } from '../../store/ask.ts';
import { durationText } from '../../text/format.ts';
import { type ComparedSpan, compareSpans } from './compare-spans.ts';
import { spanRows } from './span-rows.ts';
import { flagsOf, isFailed, SOURCES, spanTitle, statusOf } from './span-text.ts';
import { StatusMark } from './status-mark.tsx';

/** Two requests side by side: the same step of each in one line, and what one of them does not have. */
export function Comparison({ ids: [one, other] }: { readonly ids: readonly [string, string] }) {
  const first = useAnswer<TraceAnswer | null>(`/api/traces/${encodeURIComponent(one)}`);
  const second = useAnswer<TraceAnswer | null>(`/api/traces/${encodeURIComponent(other)}`);
  const problem = [first, second].find((answer) => answer?.ok === false);
  const [trace, otherTrace] = [traceIn(first), traceIn(second)];
  return (
    <>
      <header className="view-head">
        <div>
          <p>
            <Link to={{ view: 'requests' }}>All requests</Link>
          </p>
          <h1>Two requests</h1>
          <p className="lead">
            Each line is the same step of both. The requests differ where only one of them has a step.
          </p>
        </div>
      </header>
      {problem?.ok === false && <ProblemNote problem={problem.problem} />}
      {trace === null && <NoTrace id={one} />}
      {otherTrace === null && <NoTrace id={other} />}
      {trace && otherTrace && (
        <div className="panel table-frame">
          <Steps steps={compareSpans(spanRows(trace), spanRows(otherTrace))} ids={[one, other]} />
        </div>
      )}
    </>
  );
}

/** Null where the request has none; undefined while that is not known. */
function traceIn(answer: Answer<TraceAnswer | null> | undefined): TraceAnswer | null | undefined {
  return answer?.ok ? answer.value : undefined;
}

function NoTrace({ id }: { readonly id: string }) {
  return (
    <p className="empty">
      The request <code>{id}</code> has no trace: it was not sampled, or newer traces have replaced it.
    </p>
  );
}

interface StepsProps {
  readonly steps: readonly ComparedSpan[];
  readonly ids: readonly [string, string];
}

function Steps({ steps, ids }: StepsProps) {
  return (
    <table className="comparison">
      <thead>
        <tr>
          <th scope="col">Step</th>
          {ids.map((id, index) => (
            <th key={id} scope="col">
              <Link to={{ view: 'requests', rest: id }}>
                {index === 0 ? 'First' : 'Second'}: {id.slice(0, 8)}
              </Link>
            </th>
          ))}
          <th scope="col" className="number">
            Difference
          </th>
        </tr>
      </thead>
      <tbody>
        {steps.map(({ key, level, spans: [one, other] }) => (
          <tr key={key} data-parts={!one || !other}>
            <th scope="row">
              <span style={{ paddingLeft: `${(level - 1) * 0.8}rem` }}>
                {(one ?? other)?.service} <small>{SOURCES[(one ?? other)?.source ?? 'app']}</small>
              </span>
            </th>
            <td>
              <Step span={one} />
            </td>
            <td>
              <Step span={other} />
            </td>
            <td className="number">{one && other ? differenceText(one, other) : 'only one has it'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Step({ span }: { readonly span: Span | undefined }) {
  if (!span) return <small>–</small>;
  return (
    <>
      {span.version && (
        <>
          <VersionMark version={span.version} /> {span.version}{' '}
        </>
      )}
      {spanTitle(span)}{' '}
      <StatusMark status={statusOf(span) ?? 0} flags={flagsOf(span)} isFailed={isFailed(span)} />{' '}
      {durationText(span.durationMicros / 1_000)}
    </>
  );
}

function differenceText(one: Span, other: Span): string {
  const milliseconds = (other.durationMicros - one.durationMicros) / 1_000;
  return `${milliseconds < 0 ? '−' : '+'}${durationText(Math.abs(milliseconds))}`;
}
