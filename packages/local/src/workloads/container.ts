import type { kubernetes, Pod } from '@lab/istio';

/** A pod's spec as written: a resource that is not valid may lack its containers. */
export type PodSpec = Partial<kubernetes.PodSpec>;

/** The pod's spec, and the path at which it stands in its resource: a bare Pod has it at the top. */
export function podSpecOf(pod: Pod): { spec: PodSpec; path: readonly string[] } {
  if (pod.resource.kind === 'Pod') return { spec: pod.resource.spec as PodSpec, path: ['spec'] };
  const { template } = pod.resource.spec as kubernetes.WorkloadSpec;
  return { spec: template?.spec ?? {}, path: ['spec', 'template', 'spec'] };
}
