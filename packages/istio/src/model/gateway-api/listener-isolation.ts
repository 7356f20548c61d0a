import { isSubsetOf, isWildcard, overlaps } from '../hostname.ts';
import type { GatewayListener } from './listeners.ts';

/**
 * Whether a hostname of a route is served at a listener. Of listeners for one port and protocol the one with the
 * most specific hostname has a name for itself: a route bound to `*.example.com` gets nothing of `a.example.com`
 * where another listener is for that (istio conversion.go, `hostnameAllowedByIsolation`).
 */
export function servesHostname(
  { spec }: GatewayListener,
  siblings: readonly GatewayListener[],
  hostname: string,
): boolean {
  const own = spec.hostname ?? '';
  if (own && !isWildcard(own)) return true;
  if (own && !overlaps(hostname, own)) return false;
  const others = siblings.filter((other) => {
    return other.spec.port === spec.port && other.spec.protocol === spec.protocol;
  });
  return !others
    .map((other) => other.spec.hostname ?? '')
    .some((other) => other !== own && own.length <= other.length && isSubsetOf(hostname, other));
}
