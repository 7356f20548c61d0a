import type { WorkloadSpec } from './kubernetes-types.ts';

/** Of a Rollout what decides which pods there are (Argo Rollouts documentation, "Rollout Specification"). */
export interface RolloutSpec extends WorkloadSpec {
  /** The Deployment that has the template, in place of the Rollout. */
  readonly workloadRef?: { readonly kind?: string; readonly name?: string };
}

interface Kind {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
}

/** Whether an object is a Rollout of Argo Rollouts, which stands in the place of a Deployment. */
export function isRollout({ apiVersion, kind }: Kind): boolean {
  return kind === 'Rollout' && String(apiVersion).startsWith('argoproj.io/');
}

/**
 * What a Rollout has in common with a Deployment, as one: its template is checked by the same schema. Undefined for one without a
 * template. The CRD asks for no selector, so that one that is absent is none that is missing.
 */
export function asDeployment(
  rollout: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const { spec } = rollout;
  if (typeof spec !== 'object' || spec === null) return undefined;
  const { replicas, selector = {}, template } = spec as RolloutSpec;
  if (template === undefined || template === null) return undefined;
  return {
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: rollout.metadata },
    spec: { ...(replicas !== undefined && { replicas }), selector, template },
  };
}
