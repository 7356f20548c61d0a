import type { LabEvent } from '../lab-event.ts';
import type { LocalError } from '../local-error.ts';
import type { DesiredOverlay, DesiredOverlayReader } from '../overlay/desired-overlay.ts';
import type { Fleet } from '../pods/fleet.ts';

/**
 * Keeps the fleet in step with the files. The configuration of the sidecars follows an edit at once; pods that
 * have to be started or replaced come after it, and do not hold up the next edit.
 *
 * @returns what to call with the files that changed
 */
export function followEdits(
  overlay: DesiredOverlayReader,
  fleet: Fleet,
  onEvent: (event: LabEvent) => void,
): (files: readonly string[]) => Promise<void> {
  const rollOut = latestOnly((desired: DesiredOverlay) => rollOutPods(fleet, desired, onEvent));
  return async (files) => {
    const start = performance.now();
    const desired = await overlay.read();
    if (!desired) return;
    const refusals = await fleet.adopt(desired);
    if (refusals.length > 0) return overlay.refuse(refusals);
    onEvent({ type: 'applied', files, milliseconds: performance.now() - start });
    rollOut(desired);
  };
}

/** Starts pods that are new, replaces those whose template changed and ends those that are gone. */
async function rollOutPods(
  fleet: Fleet,
  { plans }: DesiredOverlay,
  onEvent: (event: LabEvent) => void,
): Promise<void> {
  const tell = (error: unknown) => {
    if ((error as LocalError).code !== 'INTERRUPTED') onEvent({ type: 'error', error });
  };
  try {
    for (const late of await fleet.startMissing()) tell(late);
    await fleet.retireSurplus();
  } catch (error) {
    tell(error);
  }
  const changed = fleet.instances.filter(({ pod, plan }) => {
    const wanted = plans.get(`${pod.namespace}/${pod.name}`);
    return wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(plan);
  });
  const workloads = new Map(changed.map(({ pod }) => [`${pod.namespace}/${pod.workload}`, pod]));
  for (const { workload, namespace } of workloads.values()) {
    // One workload that does not come up keeps no other from its new pods.
    await fleet.restart(workload, namespace).catch(tell);
  }
}

/** Runs `work` on one value at a time; of those that come meanwhile only the last is worth doing. */
function latestOnly<Value>(work: (value: Value) => Promise<void>): (value: Value) => void {
  let waiting: { readonly value: Value } | undefined;
  let working = false;
  const run = async () => {
    working = true;
    for (let next = waiting; next; next = waiting) {
      waiting = undefined;
      await work(next.value);
    }
    working = false;
  };
  return (value) => {
    waiting = { value };
    if (!working) void run();
  };
}
