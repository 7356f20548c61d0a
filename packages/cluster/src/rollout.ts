import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';

/** A Deployment as the API server has it, as far as its rollout shows. */
export interface RollingDeployment {
  readonly metadata: Pick<NonNullable<IDeployment['metadata']>, 'generation'>;
  readonly spec?: Pick<NonNullable<IDeployment['spec']>, 'replicas'>;
  readonly status?: IDeployment['status'];
}

/** How far the pods of a Deployment are replaced. */
export interface Rollout {
  readonly state: 'running' | 'done' | 'failed';
  /** `1 of 2 pods replaced`, or why it failed. */
  readonly message: string;
}

/**
 * Judges as `kubectl rollout status` does (k8s.io/kubectl `pkg/polymorphichelpers/rollout_status.go`): done when all
 * pods are of the newest template and available, and none of the old is left; failed when the Deployment's own
 * `progressDeadlineSeconds` have passed without progress.
 */
export function rolloutOf({ metadata, spec = {}, status = {} }: RollingDeployment): Rollout {
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const wanted = spec.replicas ?? 1;
  if ((metadata.generation ?? 0) > observedGeneration) {
    return { state: 'running', message: 'the change has not been observed yet' };
  }
  const stuck = status.conditions?.find(({ reason }) => reason === 'ProgressDeadlineExceeded');
  if (stuck) return { state: 'failed', message: stuck.message ?? 'exceeded its progress deadline' };
  const replaced = Math.min(updatedReplicas, availableReplicas);
  const message = `${replaced} of ${wanted} pods replaced`;
  const done =
    updatedReplicas >= wanted && replicas <= updatedReplicas && availableReplicas >= updatedReplicas;
  return { state: done ? 'done' : 'running', message };
}
