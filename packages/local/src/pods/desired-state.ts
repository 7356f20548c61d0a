import type { Mesh } from '@lab/istio';
import type { ContainerPlan } from '../workloads/plan-container.ts';

/** A mesh, and a process for each of its pods that is no gateway, by `NAMESPACE/NAME`. */
export interface DesiredState {
  readonly mesh: Mesh;
  readonly plans: ReadonlyMap<string, ContainerPlan>;
  /** Whether no configuration with an error takes effect. */
  readonly guarded: boolean;
}
