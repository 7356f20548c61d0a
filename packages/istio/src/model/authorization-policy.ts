import type { AuthorizationPolicySpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { type AuthorizationRule, readAuthorizationRule } from './authorization-rule.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import { attachmentIndex } from './policy-attachment.ts';
import type { Pod } from './registry.ts';

export type AuthorizationAction = NonNullable<AuthorizationPolicySpec['action']>;

export interface AuthorizationPolicy {
  readonly name: string;
  readonly namespace: string;
  /** ALLOW where none is set. */
  readonly action: AuthorizationAction;
  /** Whether it is evaluated and reported, and not enforced. */
  readonly isDryRun: boolean;
  /** Alternatives; none takes nothing. */
  readonly rules: readonly AuthorizationRule[];
}

/**
 * The AuthorizationPolicies that apply to a workload, by action: those of the root namespace first, then those
 * of its own, the oldest first.
 * Source: istio pilot/pkg/model/authorization.go, `ListAuthorizationPolicies`.
 */
export function authorizationPoliciesFor(
  mesh: Mesh,
  workload: Pick<Pod, 'namespace' | 'labels'>,
): Readonly<Record<AuthorizationAction, readonly AuthorizationPolicy[]>> {
  const namespaces = new Set([mesh.config.rootNamespace, workload.namespace]);
  const applying = [...namespaces]
    .flatMap((namespace) => attachedPolicies(mesh)(namespace, workload))
    .flatMap((resource) => policies(mesh).get(resource) ?? []);
  const withAction = (action: AuthorizationAction) => applying.filter((policy) => policy.action === action);
  return {
    CUSTOM: withAction('CUSTOM'),
    AUDIT: withAction('AUDIT'),
    DENY: withAction('DENY'),
    ALLOW: withAction('ALLOW'),
  };
}

const attachedPolicies = perMesh((mesh) => attachmentIndex(mesh.authorizationPolicies));

const policies: (mesh: Mesh) => ReadonlyMap<Resource, AuthorizationPolicy> = perMesh(
  (mesh) => new Map(mesh.authorizationPolicies.map((resource) => [resource, readPolicy(resource)])),
);

/** Marks a policy as one to evaluate and report, and not to enforce. */
const DRY_RUN_ANNOTATION = 'istio.io/dry-run';

/** The values that Go's strconv.ParseBool takes for true. */
const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);

function readPolicy({ metadata, spec }: Resource<AuthorizationPolicySpec>): AuthorizationPolicy {
  const { name, namespace = '', annotations } = metadata;
  return {
    name,
    namespace,
    action: spec.action ?? 'ALLOW',
    isDryRun: TRUE.has(annotations?.[DRY_RUN_ANNOTATION] ?? ''),
    rules: (spec.rules ?? []).map(readAuthorizationRule),
  };
}
