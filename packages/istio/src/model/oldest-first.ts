import type { Resource } from '../resources/resource.ts';

/**
 * The order in which Istio considers objects of equal rank: by creation time, then name, then namespace. An
 * object without a creation time counts as the oldest. Source: istio pilot/pkg/model/config.go,
 * `sortConfigByCreationTime`.
 */
export function oldestFirst<Item extends Resource>(resources: readonly Item[]): Item[] {
  return [...resources].sort(compareAge);
}

/** Negative where `a` comes before `b`, see `oldestFirst`. */
export function compareAge(a: Resource, b: Resource): number {
  return (
    createdAt(a) - createdAt(b) ||
    compareText(a.metadata.name, b.metadata.name) ||
    compareText(a.metadata.namespace ?? '', b.metadata.namespace ?? '')
  );
}

/** Milliseconds since the epoch. */
export function createdAt({ metadata }: Resource): number {
  return metadata.creationTimestamp ? Date.parse(metadata.creationTimestamp) : 0;
}

/** By Unicode code unit, as Go compares strings of ASCII. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
