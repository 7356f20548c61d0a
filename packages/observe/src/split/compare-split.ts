import { binomialInterval, type CountInterval } from './binomial-interval.ts';

/** What one response says of one tier: which service answered, and in which version. */
export interface Hop {
  readonly service: string;
  readonly version: string;
  /** Where the service says it. */
  readonly pod?: string;
}

/** Requests by service, then by version. */
export type SplitCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Adds up the hops of many responses; services keep the order in which they were first seen. */
export function countHops(responses: Iterable<readonly Hop[]>): SplitCounts {
  const counts = new Map<string, Map<string, number>>();
  for (const { service, version } of [...responses].flat()) {
    const versions = counts.get(service) ?? new Map<string, number>();
    versions.set(version, (versions.get(version) ?? 0) + 1);
    counts.set(service, versions);
  }
  return counts;
}

/** One version of one tier: what it got against what the configuration gives it. */
export interface SplitShare {
  readonly service: string;
  readonly version: string;
  readonly count: number;
  /** 0 to 1, of all requests that reached the tier. */
  readonly share: number;
  /** 0 to 1 as configured; absent when no weight is known for the tier. */
  readonly weight?: number;
  /** Where chance alone leaves the count in 99.9% of runs. */
  readonly interval?: CountInterval;
  readonly inside?: boolean;
}

/**
 * Compares counted requests with configured weights. Versions that have a weight but got no request are listed
 * with a count of 0; a version that got requests without a weight has weight 0 and is outside.
 *
 * @param weights service, then version, to the weight as configured (any scale: 90/10 and 9/1 are the same).
 */
export function compareSplit(
  counts: SplitCounts,
  weights: Readonly<Record<string, Readonly<Record<string, number>>>>,
): SplitShare[] {
  return [...counts].flatMap(([service, versions]) => compareTier(service, versions, weights[service]));
}

function compareTier(
  service: string,
  versions: ReadonlyMap<string, number>,
  weights: Readonly<Record<string, number>> | undefined,
): SplitShare[] {
  const requests = sum(versions.values());
  const totalWeight = weights && sum(Object.values(weights));
  const names = new Set([...Object.keys(weights ?? {}), ...versions.keys()]);
  return [...names].map((version) => {
    const count = versions.get(version) ?? 0;
    const share = { service, version, count, share: requests === 0 ? 0 : count / requests };
    if (!weights || !totalWeight) return share;
    const own = Object.hasOwn(weights, version) ? (weights[version] ?? 0) : 0;
    const weight = own / totalWeight;
    const interval = binomialInterval(requests, weight);
    return { ...share, weight, interval, inside: count >= interval.low && count <= interval.high };
  });
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
