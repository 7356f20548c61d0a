import type { MetricSample } from '@lab/observe';

/** By how much counters have risen since they were read before. */
export interface CounterIncreases {
  /** The series that have risen, each with its increase; none at first, as nothing is known of before. */
  take(samples: readonly MetricSample[]): readonly MetricSample[];
}

/**
 * A counter that is lower than before has begun anew with its process, and one that is new began at 0 (Prometheus documentation,
 * "rate"). What has gone is remembered: a proxy that was not scraped for a while goes on where it was.
 */
export function counterIncreases(): CounterIncreases {
  let known: Map<string, number> | undefined;
  return {
    take: (samples) => {
      const before = known;
      known = new Map(before);
      const increases = samples.flatMap(({ labels, value }) => {
        const key = JSON.stringify(Object.entries(labels).sort());
        const last = before?.get(key) ?? 0;
        known?.set(key, value);
        const increase = value >= last ? value - last : value;
        return before && increase > 0 ? [{ labels, value: increase }] : [];
      });
      return increases;
    },
  };
}
