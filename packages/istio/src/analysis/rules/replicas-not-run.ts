import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { MOST_PODS, MOST_REPLICAS } from '../../model/build-pods.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { WorkloadSpec } from '../../resources/kubernetes-types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/** A workload with more replicas than the mesh has pods of it (LAB0001). */
export const replicasNotRun: Rule = (mesh) =>
  [...podCounts(mesh)].flatMap(([resource, count]) => {
    const { replicas } = (resource as Resource<WorkloadSpec>).spec;
    const isLimited = count >= MOST_REPLICAS || mesh.pods.length >= MOST_PODS;
    if (!isLimited || resource.kind === 'DaemonSet' || replicas === undefined || replicas <= count) return [];
    const args = { field: 'spec.replicas', value: String(replicas), reason: 'replicas' } as const;
    return [finding('LAB0001.value', args, at(resource, ['spec', 'replicas']))];
  });

const podCounts = perMesh((mesh) => {
  const counts = new Map<Resource, number>();
  for (const { resource } of mesh.pods) counts.set(resource, (counts.get(resource) ?? 0) + 1);
  return counts;
});
