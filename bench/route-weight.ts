/**
 * The weight that a route of Envoy's gives a cluster (`weighted_clusters`), wherever it is within a configuration dump;
 * undefined when no route does.
 */
export function routeWeight(dump: unknown, cluster: string): number | undefined {
  if (typeof dump !== 'object' || dump === null) return undefined;
  const { name, weight } = dump as { name?: unknown; weight?: unknown };
  if (name === cluster && typeof weight === 'number') return weight;
  for (const part of Object.values(dump)) {
    const found = routeWeight(part, cluster);
    if (found !== undefined) return found;
  }
  return undefined;
}
