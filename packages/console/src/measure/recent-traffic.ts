import type { EdgeTraffic, TrafficWindow } from '../protocol.ts';

/** Figures of an edge are those of the last ten seconds. */
export const WINDOW_MS = 10_000;

/** What was called over an edge in the last ten seconds. */
export interface EdgeFigures {
  readonly count: number;
  readonly perSecond: number;
  /** Of the calls, 0 to 1; 0 without calls. */
  readonly failedShare: number;
  /** Milliseconds, of the calls whose duration was sent; absent without one. */
  readonly p50?: number;
  readonly p99?: number;
  /** Calls by HTTP status, 0 for no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Calls by Envoy's response flag. */
  readonly flags: Readonly<Record<string, number>>;
}

/** The windows that still count, with one more. */
export function withWindow(
  windows: readonly TrafficWindow[],
  window: TrafficWindow,
): readonly TrafficWindow[] {
  return [...windows.filter(({ at }) => at > window.at - WINDOW_MS), window];
}

/**
 * The figures of every edge that was called in the ten seconds before a time.
 *
 * @param now by the clock of the windows, in milliseconds
 */
export function figuresOf(windows: readonly TrafficWindow[], now: number): ReadonlyMap<string, EdgeFigures> {
  const recent = windows.filter(({ at }) => at > now - WINDOW_MS).flatMap(({ edges }) => edges);
  return new Map([...Map.groupBy(recent, ({ edge }) => edge)].map(([edge, parts]) => [edge, summed(parts)]));
}

function summed(parts: readonly EdgeTraffic[]): EdgeFigures {
  const count = total(parts.map((part) => part.count));
  const durations = parts.flatMap(({ durationsMs }) => durationsMs).sort((a, b) => a - b);
  const [p50, p99] = [quantile(durations, 0.5), quantile(durations, 0.99)];
  return {
    ...{ count, perSecond: count / (WINDOW_MS / 1_000) },
    failedShare: count === 0 ? 0 : total(parts.map(({ failed }) => failed)) / count,
    ...(p50 !== undefined && { p50 }),
    ...(p99 !== undefined && { p99 }),
    statuses: addedUp(parts.map(({ statuses }) => statuses)),
    flags: addedUp(parts.map(({ flags }) => flags)),
  };
}

/** The least of the sorted values that so large a share of them does not exceed (nearest rank). */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** Counts by name, added up over several records. */
export function addedUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of records.flatMap((record) => Object.entries(record))) {
    sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
