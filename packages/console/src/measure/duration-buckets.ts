import type { DurationBucket } from '../protocol.ts';

/** The buckets of several histograms with the same bounds, added up. */
export function addedBuckets(histograms: readonly (readonly DurationBucket[])[]): readonly DurationBucket[] {
  const counts = new Map<number, number>();
  for (const { upTo = Number.POSITIVE_INFINITY, count } of histograms.flat())
    counts.set(upTo, (counts.get(upTo) ?? 0) + count);
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([upTo, count]) => ({ ...(Number.isFinite(upTo) && { upTo }), count }));
}

/**
 * An estimate of a quantile, as Prometheus' `histogram_quantile` makes it: durations count as spread evenly within their bucket, and of
 * the last bucket, which has no bound, the bound before it is taken.
 *
 * @param buckets the bounds ascending, each with all calls up to it
 * @returns milliseconds; undefined without calls
 */
export function bucketQuantile(buckets: readonly DurationBucket[], share: number): number | undefined {
  const total = buckets.at(-1)?.count ?? 0;
  if (total === 0) return undefined;
  const rank = share * total;
  const index = buckets.findIndex(({ count }) => count >= rank);
  const { upTo, count = 0 } = buckets[index] ?? {};
  const before = buckets[index - 1];
  const from = before?.upTo ?? 0;
  if (upTo === undefined) return before?.upTo;
  const below = before?.count ?? 0;
  return count === below ? upTo : from + ((upTo - from) * (rank - below)) / (count - below);
}
