import type { RequestAuthenticationSpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import type { Mesh } from './mesh.ts';
import { perMesh } from './per-mesh.ts';
import { attachmentIndex } from './policy-attachment.ts';
import type { Pod } from './registry.ts';
import { setFields } from './set-fields.ts';

type WrittenRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/** Which tokens are valid and where they are looked for (Istio reference, "JWTRule"). */
export interface JwtRule {
  readonly issuer?: string;
  /** Any audience where it is empty. */
  readonly audiences: readonly string[];
  /** The keys, as JSON. */
  readonly jwks?: string;
  readonly fromHeaders: readonly { readonly name: string; readonly prefix?: string }[];
  readonly fromParams: readonly string[];
  readonly fromCookies: readonly string[];
  readonly forwardOriginalToken: boolean;
  readonly outputPayloadToHeader?: string;
  readonly outputClaimToHeaders: readonly { readonly header: string; readonly claim: string }[];
  /** Claims, besides Istio's own, that hold several values in one text with spaces between. */
  readonly spaceDelimitedClaims: readonly string[];
}

/**
 * All token rules that apply to a workload, from every RequestAuthentication of its own and of the root
 * namespace, ordered by issuer.
 * Source: istio pilot/pkg/security/authn/policy_applier.go, `newPolicyApplier`.
 */
export function jwtRulesFor(mesh: Mesh, workload: Pick<Pod, 'namespace' | 'labels'>): JwtRule[] {
  return requestAuthenticationsFor(mesh, workload)
    .flatMap(({ spec }) => (spec.jwtRules ?? []).map(readRule))
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

function readRule(written: WrittenRule): JwtRule {
  return setFields<JwtRule>({
    issuer: written.issuer,
    audiences: written.audiences ?? [],
    jwks: written.jwks,
    fromHeaders: written.fromHeaders ?? [],
    fromParams: written.fromParams ?? [],
    fromCookies: written.fromCookies ?? [],
    forwardOriginalToken: written.forwardOriginalToken ?? false,
    outputPayloadToHeader: written.outputPayloadToHeader,
    outputClaimToHeaders: written.outputClaimToHeaders ?? [],
    spaceDelimitedClaims: written.spaceDelimitedClaims ?? [],
  });
}

function compareIssuers(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
