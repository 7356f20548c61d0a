import { destinationRuleFor } from '../../model/destination-rule.ts';
import type { Destination } from '../../model/http-route.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod, Service } from '../../model/registry.ts';
import {
  type ConsistentHash,
  type HashCookie,
  portPolicy,
  type TrafficPolicy,
} from '../../model/traffic-policy.ts';
import { formatDuration } from '../duration.ts';
import type { RouteActionHashPolicy as HashPolicy } from '../types.ts';

/**
 * What of a request decides the host that a ring hash picks: the hash lies with the route although Istio writes it
 * in the DestinationRule. Port settings of the subset rank first, then the subset, the rule's port settings, the
 * rule; port settings count only where the destination names its port (istio route.go,
 * `HashForHTTPDestination`).
 */
export function destinationHashPolicy(
  mesh: Mesh,
  pod: Pick<Pod, 'namespace' | 'labels'>,
  service: Service | undefined,
  destination: Destination,
): HashPolicy | undefined {
  const rule = service && destinationRuleFor(mesh, pod, service);
  const subset = rule?.subsets.find(({ name }) => name === destination.subset);
  const port = destination.port;
  return toHashPolicy(
    portHash(subset?.trafficPolicy, port) ??
      subset?.trafficPolicy?.loadBalancer?.consistentHash ??
      portHash(rule?.trafficPolicy, port) ??
      rule?.trafficPolicy?.loadBalancer?.consistentHash,
  );
}

/** The same for a service that no VirtualService routes. */
export function serviceHashPolicy(
  mesh: Mesh,
  pod: Pick<Pod, 'namespace' | 'labels'>,
  service: Service,
  port: number,
): HashPolicy | undefined {
  const policy = destinationRuleFor(mesh, pod, service)?.trafficPolicy;
  return toHashPolicy(portHash(policy, port) ?? policy?.loadBalancer?.consistentHash);
}

function portHash(policy: TrafficPolicy | undefined, port: number | undefined): ConsistentHash | undefined {
  return port === undefined ? undefined : portPolicy(policy, port)?.loadBalancer?.consistentHash;
}

function toHashPolicy(hash: ConsistentHash | undefined): HashPolicy | undefined {
  const key = hash?.key;
  switch (key?.kind) {
    case 'header':
      return { header: { headerName: key.name } };
    case 'cookie':
      return { cookie: cookiePolicy(key) };
    case 'source-ip':
      return { connectionProperties: { sourceIp: key.isUsed } };
    case 'query-parameter':
      return { queryParameter: { name: key.name } };
    default:
      return undefined;
  }
}

function cookiePolicy({ name, path, ttl, attributes }: HashCookie): HashPolicy['cookie'] {
  return {
    name,
    path: path ? path : undefined,
    ttl: ttl !== undefined ? formatDuration(ttl) : undefined,
    attributes: attributes.length > 0 ? attributes : undefined,
  };
}
