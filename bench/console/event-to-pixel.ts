import type { EndedRequest } from './steady-sender.ts';

/** What the page has painted, and when: milliseconds since the epoch, as paint-watch.js notes it. */
export interface Paints {
  readonly rows: readonly { readonly at: number; readonly ids: readonly string[] }[];
  readonly counts: readonly CountPaint[];
}

interface CountPaint {
  readonly at: number;
  readonly count: number;
}

/** A time in which a view was open, in milliseconds since the epoch. */
export interface Shown {
  readonly from: number;
  readonly to: number;
}

/**
 * Milliseconds from the end of each request until its row was painted, for those that ended while the list was shown. A
 * request whose row never was counts as infinitely late.
 */
export function delaysOfRows(ended: readonly EndedRequest[], paints: Paints['rows'], shown: Shown): number[] {
  const paintedAt = new Map(paints.flatMap(({ at, ids }) => ids.map((id) => [id, at] as const)));
  return ended
    .filter(({ endedAt }) => isWithin(endedAt, shown))
    .map(({ id, endedAt }) => Math.max(0, (paintedAt.get(id) ?? Infinity) - endedAt));
}

/**
 * The same by a count of calls that the page shows: the n-th request to end is on the page when the count has come to n.
 *
 * @param ended all requests since the page was opened, which counts from then
 */
export function delaysOfCounts(
  ended: readonly EndedRequest[],
  paints: readonly CountPaint[],
  shown: Shown,
): number[] {
  const times = ended.map(({ endedAt }) => endedAt).sort((a, b) => a - b);
  let paint = 0;
  return times.flatMap((endedAt, index) => {
    while (paint < paints.length && (paints[paint]?.count ?? 0) <= index) paint += 1;
    return isWithin(endedAt, shown) ? [Math.max(0, (paints[paint]?.at ?? Infinity) - endedAt)] : [];
  });
}

function isWithin(at: number, { from, to }: Shown): boolean {
  return at >= from && at <= to;
}
