import type { Resource } from '../resources/resource.ts';
import { hasLabels, type Labels } from './label-selector.ts';
import { policyIndex } from './policy-index.ts';
import type { Pod } from './registry.ts';

/** Label that the Gateway API controller puts on the pods of a Gateway; its value is the Gateway's name. */
const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

interface TargetReference {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** The fields by which AuthorizationPolicy, RequestAuthentication and Telemetry choose their workloads. */
interface Attachable {
  readonly selector?: { readonly matchLabels?: Labels };
  readonly targetRef?: TargetReference;
  readonly targetRefs?: readonly TargetReference[];
}

type Workload = Pick<Pod, 'namespace' | 'labels'>;

/** The policy's targetRefs, the older single `targetRef` included. */
export function targetRefsOf(spec: Attachable): readonly TargetReference[] {
  if (spec.targetRefs?.length) return spec.targetRefs;
  return spec.targetRef ? [spec.targetRef] : [];
}

/**
 * Whether a policy of a namespace that applies to the workload is attached to it: by selector, and for the pods
 * of a Gateway API Gateway by targetRefs when the policy has some. A policy with targetRefs never applies to any
 * other workload.
 * Source: istio pilot/pkg/model/policyattachment.go, `ShouldAttachPolicy`.
 */
export function isAttached(policy: Resource<Attachable>, workload: Workload): boolean {
  const targetRefs = targetRefsOf(policy.spec);
  if (targetRefs.length === 0) return hasLabels(workload.labels, policy.spec.selector?.matchLabels);
  const gateway = workload.labels[GATEWAY_NAME_LABEL];
  if (gateway === undefined || policy.metadata.namespace !== workload.namespace) return false;
  return targetRefs.some(
    ({ group, kind, name, namespace }) =>
      group === 'gateway.networking.k8s.io' &&
      kind === 'Gateway' &&
      name === gateway &&
      (!namespace || namespace === workload.namespace),
  );
}

/**
 * Policies by the workloads that they are attached to, see `isAttached`: those of one namespace, in the order in which
 * they were given.
 */
export function attachmentIndex<Policy extends Resource<Attachable>>(
  policies: readonly Policy[],
): (namespace: string, workload: Workload) => readonly Policy[] {
  const index = policyIndex(policies, ({ spec }) =>
    targetRefsOf(spec).length > 0 ? undefined : (spec.selector?.matchLabels ?? {}),
  );
  const order = new Map(policies.map((policy, place) => [policy, place]));
  return (namespace, workload) => {
    const { wide, selecting } = index(namespace);
    const selected = selecting(workload.labels);
    if (workload.labels[GATEWAY_NAME_LABEL] === undefined) return selected;
    const targeting = wide.filter((policy) => isAttached(policy, workload));
    return [...selected, ...targeting].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  };
}
