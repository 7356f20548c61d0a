import type { AuthorizationPolicySpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import { attachmentIndex } from './policy-attachment.ts';
import type { Pod } from './registry.ts';

export type AuthorizationAction = NonNullable<AuthorizationPolicySpec['action']>;
export type AuthorizationRule = NonNullable<AuthorizationPolicySpec['rules']>[number];

/**
 * The AuthorizationPolicies that apply to a workload, by action: those of the root namespace first, then those
 * of its own, the oldest first. The action defaults to ALLOW.
 * Source: istio pilot/pkg/model/authorization.go, `ListAuthorizationPolicies`.
 */
export function authorizationPoliciesFor(
  mesh: Mesh,
  workload: Pick<Pod, 'namespace' | 'labels'>,
): Readonly<Record<AuthorizationAction, readonly Resource<AuthorizationPolicySpec>[]>> {
  const namespaces = new Set([mesh.config.rootNamespace, workload.namespace]);
  const applying = [...namespaces].flatMap((namespace) => attachedPolicies(mesh)(namespace, workload));
  const withAction = (action: AuthorizationAction) =>
    applying.filter(({ spec }) => (spec.action ?? 'ALLOW') === action);
  return {
    CUSTOM: withAction('CUSTOM'),
    AUDIT: withAction('AUDIT'),
    DENY: withAction('DENY'),
    ALLOW: withAction('ALLOW'),
  };
}

const attachedPolicies = perMesh((mesh) => attachmentIndex(mesh.authorizationPolicies));
