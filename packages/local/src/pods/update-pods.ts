import { setImmediate } from 'node:timers/promises';
import type { Pod } from '@lab/istio';
import type { PodInstance } from './pod-instance.ts';
import type { PodView } from './pod-view.ts';
import type { PodShortfall } from './rejection-findings.ts';

/** Sidecars that are given their configuration before those before them are heard. */
const AT_ONCE = 8;

/**
 * Brings pods up to date, side by side: the first Envoys work on their configuration while the lab still translates
 * for the last.
 *
 * @returns what sidecars have not made active
 */
export async function updatePods(
  instances: readonly PodInstance[],
  viewOf: (pod: Pod) => PodView,
): Promise<PodShortfall[]> {
  const updates: Promise<PodShortfall[]>[] = [];
  for (const [index, instance] of instances.entries()) {
    if (index > 0 && index % AT_ONCE === 0) await setImmediate();
    const updated = update(instance, viewOf);
    // One that fails meanwhile is told by what is returned.
    updated.catch(() => {});
    updates.push(updated);
  }
  return (await Promise.all(updates)).flat();
}

async function update(instance: PodInstance, viewOf: (pod: Pod) => PodView): Promise<PodShortfall[]> {
  const shortfall = await instance.update(viewOf(instance.pod));
  return shortfall ? [{ pod: instance.pod, ...shortfall }] : [];
}
