import type { journey } from '@lab/istio';
import type { MeshPod } from '../mesh-client.ts';

/** How many pods of each workload (`NAMESPACE/WORKLOAD`) take requests; those that end do not count. */
export function readinessOf(
  pods: readonly Pick<MeshPod, 'namespace' | 'workload' | 'ready' | 'draining'>[],
): Record<string, journey.Readiness> {
  const counted: Record<string, { pods: number; ready: number }> = {};
  for (const { namespace, workload, ready, draining } of pods) {
    if (draining) continue;
    const key = `${namespace}/${workload}`;
    const entry = counted[key] ?? { pods: 0, ready: 0 };
    counted[key] = { pods: entry.pods + 1, ready: entry.ready + Number(ready) };
  }
  return counted;
}
