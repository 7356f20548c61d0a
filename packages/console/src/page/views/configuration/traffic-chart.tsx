import { STEP_MS } from '../../../measure/history.ts';
import type { TimelineEntry } from '../../../protocol.ts';
import { useConsole, useServerTime } from '../../store/store.ts';
import { rateText } from '../../text/format.ts';

/** Milliseconds that the chart shows. */
const SPAN_MS = 600_000;
const [WIDTH, HEIGHT] = [600, 70];

/** Requests that came into the mesh in the last ten minutes, with marks where something happened. */
export function TrafficChart({ entries }: { readonly entries: readonly TimelineEntry[] }) {
  const points = useConsole((state) => state.history);
  const now = useServerTime(points.length > 0);
  const x = (at: number) => WIDTH * (1 - (now - at) / SPAN_MS);
  const most = Math.max(1, ...points.map(({ count }) => count));
  const width = (WIDTH * STEP_MS) / SPAN_MS;
  const bar = (at: number, count: number, state: string) => (
    <rect
      key={`${at} ${state}`}
      x={x(at)}
      width={width * 0.8}
      y={HEIGHT * (1 - count / most)}
      height={(HEIGHT * count) / most}
      data-state={state}
    />
  );
  if (points.length === 0)
    return <p className="empty">No request has come into the mesh since this page was opened.</p>;
  return (
    <figure className="chart">
      <figcaption>
        Requests that came into the mesh in the last ten minutes. The highest bar is{' '}
        {rateText(most / (STEP_MS / 1_000))}. Failed requests are hatched. Each line marks an entry of the
        list below.
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        <pattern id="hatched" width="3" height="3" patternUnits="userSpaceOnUse">
          <path d="M0 3 3 0" />
        </pattern>
        {points.map(({ at, count }) => bar(at, count, 'all'))}
        {points.filter(({ failed }) => failed > 0).map(({ at, failed }) => bar(at, failed, 'failed'))}
        {entries
          .filter(({ at }) => at > now - SPAN_MS)
          .map(({ id, at, kind }) => (
            <path key={id} d={`M${x(at)} 0V${HEIGHT}`} className="mark-line" data-kind={kind} />
          ))}
      </svg>
    </figure>
  );
}
