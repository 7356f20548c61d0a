import { destinationRuleFor } from '../../model/destination-rule.ts';
import { formatDuration, parseDuration } from '../../model/duration.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod, Service } from '../../model/registry.ts';
import type { Destination } from '../../model/virtual-service-types.ts';
import type { ConsistentHash, TrafficPolicy } from '../../resources/traffic-policy-types.ts';

/** envoy.config.route.v3.RouteAction.HashPolicy */
export type HashPolicy = Readonly<Record<string, unknown>>;

/**
 * What of a request decides the host that a ring hash picks: the hash lies with the route although Istio writes it
 * in the DestinationRule. Port settings of the subset rank first, then the subset, the rule's port settings, the
 * rule; port settings count only where the destination names its port (istio route.go,
 * `HashForHTTPDestination`).
 */
export function destinationHashPolicy(
  mesh: Mesh,
  pod: Pod,
  service: Service | undefined,
  destination: Destination,
): HashPolicy | undefined {
  const spec = service && destinationRuleFor(mesh, pod, service)?.spec;
  const subset = spec?.subsets?.find(({ name }) => name === destination.subset);
  const port = destination.port?.number;
  return toHashPolicy(
    portHash(subset?.trafficPolicy, port) ??
      subset?.trafficPolicy?.loadBalancer?.consistentHash ??
      portHash(spec?.trafficPolicy, port) ??
      spec?.trafficPolicy?.loadBalancer?.consistentHash,
  );
}

/** The same for a service that no VirtualService routes. */
export function serviceHashPolicy(
  mesh: Mesh,
  pod: Pod,
  service: Service,
  port: number,
): HashPolicy | undefined {
  const policy = destinationRuleFor(mesh, pod, service)?.spec.trafficPolicy;
  return toHashPolicy(portHash(policy, port) ?? policy?.loadBalancer?.consistentHash);
}

function portHash(policy: TrafficPolicy | undefined, port: number | undefined): ConsistentHash | undefined {
  return policy?.portLevelSettings?.find((settings) => settings.port?.number === port)?.loadBalancer
    ?.consistentHash;
}

function toHashPolicy(hash: ConsistentHash | undefined): HashPolicy | undefined {
  if (hash?.httpHeaderName !== undefined) return { header: { headerName: hash.httpHeaderName } };
  if (hash?.httpCookie !== undefined) return { cookie: cookiePolicy(hash.httpCookie) };
  if (hash?.useSourceIp !== undefined) return { connectionProperties: { sourceIp: hash.useSourceIp } };
  if (hash?.httpQueryParameterName !== undefined) {
    return { queryParameter: { name: hash.httpQueryParameterName } };
  }
  return undefined;
}

function cookiePolicy({
  name,
  path,
  ttl,
  attributes,
}: NonNullable<ConsistentHash['httpCookie']>): HashPolicy {
  return {
    name,
    ...(path && { path }),
    ...(ttl !== undefined && { ttl: formatDuration(parseDuration(ttl) ?? 0) }),
    ...(attributes?.length && { attributes }),
  };
}
