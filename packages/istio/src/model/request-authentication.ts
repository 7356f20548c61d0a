import type { RequestAuthenticationSpec } from '../resources/istio-types.ts';
import type { Mesh } from './mesh.ts';
import { isAttached } from './policy-attachment.ts';
import type { Pod } from './registry.ts';

export type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/**
 * All token rules that apply to a workload, from every RequestAuthentication of its own and of the root
 * namespace, ordered by issuer.
 * Source: istio pilot/pkg/security/authn/policy_applier.go, `newPolicyApplier`.
 */
export function jwtRulesFor(mesh: Mesh, workload: Pick<Pod, 'namespace' | 'labels'>): JwtRule[] {
  const policies = mesh.requestAuthentications.filter((policy) => isAttached(policy, workload));
  const namespaces = new Set([workload.namespace, mesh.config.rootNamespace]);
  return [...namespaces]
    .flatMap((namespace) => policies.filter((policy) => policy.metadata.namespace === namespace))
    .flatMap(({ spec }) => spec.jwtRules ?? [])
    .sort((a, b) => compareIssuers(a.issuer ?? '', b.issuer ?? ''));
}

function compareIssuers(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
