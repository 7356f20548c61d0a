import type { EdgeTraffic, TrafficWindow } from '../protocol.ts';
import { addedUp } from './added-up.ts';
import { addedBuckets, bucketQuantile } from './duration-buckets.ts';

/** Figures of an edge are those of the last ten seconds, where every call is known at once. */
export const WINDOW_MS = 10_000;

/** What was called over an edge in the last seconds. */
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
  lengthMs = WINDOW_MS,
): readonly TrafficWindow[] {
  return [...windows.filter(({ at }) => at > window.at - lengthMs), window];
}

/**
 * The figures of every edge that was called in the seconds before a time.
 *
 * @param now by the clock of the windows, in milliseconds
 */
export function figuresOf(
  windows: readonly TrafficWindow[],
  now: number,
  lengthMs = WINDOW_MS,
): ReadonlyMap<string, EdgeFigures> {
  const recent = windows.filter(({ at }) => at > now - lengthMs).flatMap(({ edges }) => edges);
  return new Map(
    [...Map.groupBy(recent, ({ edge }) => edge)].map(([edge, parts]) => [edge, summed(parts, lengthMs)]),
  );
}

function summed(parts: readonly EdgeTraffic[], lengthMs: number): EdgeFigures {
  const count = total(parts.map((part) => part.count));
  const durations = parts.flatMap(({ durationsMs }) => durationsMs).sort((a, b) => a - b);
  const buckets = addedBuckets(parts.map(({ durationBuckets = [] }) => durationBuckets));
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(durations, share) ?? bucketQuantile(buckets, share));
  return {
    ...{ count, perSecond: count / (lengthMs / 1_000) },
    failedShare: count === 0 ? 0 : total(parts.map(({ failed }) => failed)) / count,
    ...(p50 !== undefined && { p50 }),
    ...(p99 !== undefined && { p99 }),
    statuses: addedUp(parts.flatMap(({ statuses }) => Object.entries(statuses))),
    flags: addedUp(parts.flatMap(({ flags }) => Object.entries(flags))),
  };
}

/** The least of the sorted values that so large a share of them does not exceed (nearest rank). */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
