import { addedUp } from '../measure/added-up.ts';
import type { EdgeTraffic, TrafficWindow } from '../protocol.ts';
import type { Call } from './calls.ts';

/** Durations of one edge and version that a window keeps. */
const MOST_DURATIONS = 50;

/** Sums up calls by edge and version; undefined where none of them has an edge. */
export function trafficOf(calls: readonly Call[], at: number): TrafficWindow | undefined {
  const groups = Map.groupBy(
    calls.filter(({ edge }) => edge !== undefined),
    ({ edge, version }) => `${edge} ${version}`,
  );
  if (groups.size === 0) return undefined;
  return { at, edges: [...groups.values()].map(edgeTraffic) };
}

function edgeTraffic(calls: readonly Call[]): EdgeTraffic {
  const { edge = '', version } = calls[0] ?? {};
  return {
    edge,
    ...(version !== undefined && { version }),
    count: calls.length,
    failed: calls.filter(({ failed }) => failed).length,
    durationsMs: spread(calls).map(({ entry }) => entry.durationMs),
    statuses: addedUp(calls.map(({ entry }) => [String(entry.status), 1])),
    flags: addedUp(calls.flatMap(({ entry }) => [...entry.flags].map((flag) => [flag, 1] as const))),
  };
}

/** Of many calls some from everywhere, so that their quantiles are about the same. */
function spread(calls: readonly Call[]): readonly Call[] {
  if (calls.length <= MOST_DURATIONS) return calls;
  const sorted = calls.toSorted((a, b) => a.entry.durationMs - b.entry.durationMs);
  const step = (sorted.length - 1) / (MOST_DURATIONS - 1);
  return Array.from({ length: MOST_DURATIONS }, (_, index) => sorted[Math.round(index * step)] as Call);
}
