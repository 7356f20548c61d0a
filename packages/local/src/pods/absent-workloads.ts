import type { Mesh } from '@lab/istio';
import type { PodInstance } from './pod-instance.ts';
import { keyOf } from './pod-key.ts';

/** A workload that should have pods and has none. */
export interface AbsentWorkload {
  readonly namespace: string;
  readonly workload: string;
  readonly reason: string;
}

/**
 * The workloads that have pods which do not run and cannot: replicas say the same once.
 *
 * @param unplanned why pods cannot start here, by `NAMESPACE/NAME`
 */
export function absentWorkloads(
  { mesh, instances }: { readonly mesh: Mesh; readonly instances: readonly PodInstance[] },
  unplanned: ReadonlyMap<string, string>,
): AbsentWorkload[] {
  const running = new Set(instances.map(({ pod }) => keyOf(pod)));
  const absent = new Map<string, AbsentWorkload>();
  for (const pod of mesh.pods) {
    const reason = unplanned.get(keyOf(pod));
    if (reason === undefined || running.has(keyOf(pod))) continue;
    const { namespace, workload } = pod;
    absent.set(`${namespace}/${workload}`, { namespace, workload, reason });
  }
  return [...absent.values()];
}
