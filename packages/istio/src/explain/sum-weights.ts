import type { ClusterWeight } from '../xds/types.ts';

/** Cluster → weight; a cluster that is listed twice counts with both weights. */
export function sumWeights(
  clusters: readonly Pick<ClusterWeight, 'name' | 'weight'>[],
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { name, weight } of clusters) sums[name] = (sums[name] ?? 0) + weight;
  return sums;
}
