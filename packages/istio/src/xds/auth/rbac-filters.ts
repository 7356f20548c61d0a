import {
  type AuthorizationAction,
  type AuthorizationPolicy,
  authorizationPoliciesFor,
} from '../../model/authorization-policy.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { HTTP_RBAC_FILTER, TCP_RBAC_FILTER } from '../names.ts';
import type { NamedExtension, Rbac, RbacPolicy, RbacRules } from '../types.ts';
import { NEVER_MATCHING_POLICY, type RbacTarget, rbacPolicy } from './rbac-policy.ts';

/** The order in which Istio decides: what is audited, then what is denied, then what is allowed. */
const ACTIONS: readonly (readonly [Exclude<AuthorizationAction, 'CUSTOM'>, Rbac['action']])[] = [
  ['AUDIT', 'LOG'],
  ['DENY', 'DENY'],
  ['ALLOW', 'ALLOW'],
];

/**
 * The RBAC filters of an HTTP connection manager, in filter order. CUSTOM, which asks a server of the user's, is
 * not carried out (see `model/unsupported.ts`).
 * Source: istio pilot/pkg/security/authz/builder/builder.go.
 */
export function httpRbacFilters(mesh: Mesh, pod: Pod): NamedExtension[] {
  return rulesByAction(mesh, pod, 'http').map((rules) => ({
    name: HTTP_RBAC_FILTER,
    typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC', ...rules },
  }));
}

/** The RBAC network filters of a chain that carries TCP, in filter order. */
export function tcpRbacFilters(mesh: Mesh, pod: Pod): NamedExtension[] {
  return rulesByAction(mesh, pod, 'tcp').map((rules) => ({
    name: TCP_RBAC_FILTER,
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC',
      statPrefix: 'tcp.',
      ...rules,
    },
  }));
}

function rulesByAction(mesh: Mesh, pod: Pod, protocol: RbacTarget['protocol']): RbacRules[] {
  const policies = authorizationPoliciesFor(mesh, pod);
  return ACTIONS.filter(([istioAction]) => policies[istioAction].length > 0).map(([istioAction, action]) =>
    rbacRules(mesh, policies[istioAction], { action, protocol }),
  );
}

function rbacRules(mesh: Mesh, policies: readonly AuthorizationPolicy[], target: RbacTarget): RbacRules {
  const enforced = policies.filter(({ isDryRun }) => !isDryRun);
  const shadowed = policies.filter(({ isDryRun }) => isDryRun);
  return {
    rules: enforced.length > 0 ? rbac(mesh, enforced, target) : undefined,
    ...(shadowed.length > 0
      ? {
          shadowRules: rbac(mesh, shadowed, target),
          ...(target.action === 'LOG'
            ? {}
            : { shadowRulesStatPrefix: `istio_dry_run_${target.action.toLowerCase()}_` }),
        }
      : {}),
  };
}

function rbac(mesh: Mesh, policies: readonly AuthorizationPolicy[], target: RbacTarget): Rbac {
  const entries = policies.flatMap((policy) => namedPolicies(mesh, policy, target));
  return { action: target.action, policies: Object.fromEntries(entries) };
}

function namedPolicies(
  mesh: Mesh,
  { name, namespace, rules }: AuthorizationPolicy,
  target: RbacTarget,
): [string, RbacPolicy][] {
  const entryName = (index: number) => `ns[${namespace}]-policy[${name}]-rule[${index}]`;
  if (rules.length === 0) return [[entryName(0), NEVER_MATCHING_POLICY]];
  const scope = { namespace, trustDomain: mesh.config.trustDomain };
  return rules.flatMap((rule, index) => {
    const policy = rbacPolicy(rule, scope, target);
    return policy ? [[entryName(index), policy] as [string, RbacPolicy]] : [];
  });
}
