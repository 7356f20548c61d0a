/**
 * Host names as Istio compares them: exact, or a wildcard that starts with `*` and stands for any text before the
 * rest (`*.foo.com`, `*`). Source: istio pkg/config/host.
 */

export function isWildcard(host: string): boolean {
  return host.startsWith('*');
}

/** Whether every name that `host` stands for is also one of `other`'s. */
export function isSubsetOf(host: string, other: string): boolean {
  if (!isWildcard(other)) return host === other;
  if (!isWildcard(host)) return host.endsWith(other.slice(1));
  return host.length >= other.length && host.slice(1).endsWith(other.slice(1));
}

/** Whether some name is one of both. */
export function overlaps(host: string, other: string): boolean {
  return isSubsetOf(host, other) || isSubsetOf(other, host);
}

/** Sorts exact names before wildcards, longer before shorter, then by alphabet. */
export function compareSpecificity(a: string, b: string): number {
  return Number(isWildcard(a)) - Number(isWildcard(b)) || b.length - a.length || (a < b ? -1 : Number(a > b));
}

/**
 * The full name that a short host in a resource stands for: `reviews` in namespace `shop` is
 * `reviews.shop.svc.cluster.local`. A name with a dot, an address and `*` stand for themselves, so
 * `reviews.shop` is not completed (Istio warns of such names for that reason).
 */
export function resolveShortName(host: string, namespace: string, domain: string): string {
  return host === '' || host === '*' || host.includes('.') || host.includes(':')
    ? host
    : `${host}.${namespace}.svc.${domain}`;
}
