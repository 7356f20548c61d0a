import type { RequestAuthenticationSpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import { attachmentIndex } from './policy-attachment.ts';
import type { Pod } from './registry.ts';

export type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/**
 * All token rules that apply to a workload, from every RequestAuthentication of its own and of the root
 * namespace, ordered by issuer.
 * Source: istio pilot/pkg/security/authn/policy_applier.go, `newPolicyApplier`.
 */
export function jwtRulesFor(mesh: Mesh, workload: Pick<Pod, 'namespace' | 'labels'>): JwtRule[] {
  return requestAuthenticationsFor(mesh, workload)
    .flatMap(({ spec }) => spec.jwtRules ?? [])
    .sort((a, b) => compareIssuers(a.issuer ?? '', b.issuer ?? ''));
}

/** Every RequestAuthentication that applies to a workload: its own namespace's, then the root namespace's. */
export function requestAuthenticationsFor(
  mesh: Mesh,
  workload: Pick<Pod, 'namespace' | 'labels'>,
): Resource<RequestAuthenticationSpec>[] {
  const namespaces = new Set([workload.namespace, mesh.config.rootNamespace]);
  return [...namespaces].flatMap((namespace) => attachedPolicies(mesh)(namespace, workload));
}

const attachedPolicies = perMesh((mesh) => attachmentIndex(mesh.requestAuthentications));

function compareIssuers(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
