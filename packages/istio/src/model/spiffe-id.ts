import { escapeRegex } from './re2.ts';

/** What stands before an identity in a certificate's URI SAN; principals of policies are written without it. */
export const SPIFFE_SCHEME = 'spiffe://';

/** The trust domain that policies written for any installation name; also Istio's default. */
export const DEFAULT_TRUST_DOMAIN = 'cluster.local';

/** Whose certificate it is (Istio documentation, "Istio identity"). */
export interface WorkloadIdentity {
  readonly trustDomain: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** `spiffe://cluster.local/ns/backend/sa/backend`, the URI SAN of a workload's certificate. */
export function spiffeId(identity: WorkloadIdentity): string {
  return `${SPIFFE_SCHEME}${principalOf(identity)}`;
}

/** `cluster.local/ns/backend/sa/backend`, as an AuthorizationPolicy names the identity. */
export function principalOf({ trustDomain, namespace, serviceAccount }: WorkloadIdentity): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** Undefined for a principal with a wildcard, or of another shape. */
export function parsePrincipal(principal: string): WorkloadIdentity | undefined {
  const [, trustDomain, namespace, serviceAccount] =
    /^([^/*]+)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(principal) ?? [];
  return trustDomain && namespace && serviceAccount ? { trustDomain, namespace, serviceAccount } : undefined;
}

/**
 * The principal as this mesh's certificates spell it: `cluster.local` in a policy stands for the mesh's own trust
 * domain, whatever its name. Principals of other domains, with a wildcard for the domain, or of another shape
 * than `DOMAIN/ns/NAMESPACE/sa/ACCOUNT` stay as they are.
 * Source: istio pilot/pkg/security/trustdomain/bundle.go.
 */
export function inTrustDomain(principal: string, trustDomain: string): string {
  const [domain, ...identity] = principal.split('/');
  if (identity.length !== 4 || domain !== DEFAULT_TRUST_DOMAIN) return principal;
  return [trustDomain, ...identity].join('/');
}

/** What every identity of a trust domain starts with. */
export function trustDomainPrefix(trustDomain: string): string {
  return `${SPIFFE_SCHEME}${trustDomain}/`;
}

/** RE2 for the identities of a namespace, in which `*` is a wildcard anywhere (Istio `source.namespaces`). */
export function namespaceIdPattern(namespace: string): string {
  return `.*/ns/${namespace.split('*').map(escapeRegex).join('.*')}/.*`;
}

/**
 * RE2 for the identities of a ServiceAccount in any trust domain (Istio `source.serviceAccounts`). They may have
 * further pairs between the namespace and the account and after it.
 */
export function serviceAccountIdPattern(namespace: string, serviceAccount: string): string {
  return `${SPIFFE_SCHEME}.+/ns/${escapeRegex(namespace)}/(.+/|)sa/${escapeRegex(serviceAccount)}(/.+)?`;
}
