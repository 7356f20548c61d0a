/** How policies written for any installation name the local trust domain. */
const LOCAL_TRUST_DOMAIN = 'cluster.local';

/**
 * The principal as this mesh's certificates spell it: `cluster.local` in a policy stands for the mesh's own trust
 * domain, whatever its name. Principals of other domains, with a wildcard for the domain, or of another shape
 * than `DOMAIN/ns/NAMESPACE/sa/ACCOUNT` stay as they are.
 * Source: istio pilot/pkg/security/trustdomain/bundle.go.
 */
export function inTrustDomain(principal: string, trustDomain: string): string {
  const [domain, ...identity] = principal.split('/');
  if (identity.length !== 4 || domain !== LOCAL_TRUST_DOMAIN) return principal;
  return [trustDomain, ...identity].join('/');
}
