import { type Resource, resourceName } from '@lab/istio';

/** Annotations that say nothing of what a resource does. */
const KEPT_BY_OTHERS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
]);

/** The resources that say something else than before, and those that came or went: `Kind NAMESPACE/NAME`, in the order of names. */
export function changedResources(before: readonly Resource[], after: readonly Resource[]): readonly string[] {
  const [old, now] = [before, after].map(
    (all) => new Map(all.map((resource) => [resourceName(resource), meaning(resource)])),
  );
  const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...names].filter((name) => old?.get(name) !== now?.get(name)).sort();
}

/** What a person or a program has written, without what the API server and controllers note of it. */
function meaning({ raw }: Resource): string {
  const { metadata, status: _, ...rest } = raw;
  const { labels, annotations } = (metadata ?? {}) as Readonly<Record<string, object | undefined>>;
  const own = Object.entries(annotations ?? {}).filter(([name]) => !KEPT_BY_OTHERS.has(name));
  return JSON.stringify([rest, labels, own]);
}
