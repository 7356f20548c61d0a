import { destinationRuleFor } from '../../model/destination-rule.ts';
import type { L4Match, L4Route } from '../../model/l4-route.ts';
import { hasLabels } from '../../model/label-selector.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod, Service } from '../../model/registry.ts';
import type { Milliseconds } from '../../model/values.ts';
import type { VirtualService } from '../../model/virtual-service-types.ts';
import { outboundClusterName } from '../clusters/cluster-name.ts';
import { formatDuration } from '../duration.ts';
import { type CallingPod, destinationCluster, type RouteContext } from '../routes/route-context.ts';
import type { NamedExtension } from '../types.ts';
import { type TcpProxyOptions, tcpProxy } from './tcp-proxy.ts';

/** The TCP proxy for a `tcp` or `tls` route of a VirtualService (istio networkfilter.go). */
export function l4RouteFilter(
  { name, namespace }: VirtualService,
  destinations: L4Route['route'],
  context: RouteContext,
): NamedExtension {
  const [first] = destinations;
  const service = first && context.lookUpPolicy(first.destination.host);
  const options = connectionOptions(context.mesh, context.pod, service, first?.destination.subset);
  if (first && destinations.length === 1) {
    const cluster = destinationCluster(first.destination, context);
    return tcpProxy(context.mesh, { statPrefix: cluster, target: cluster, ...options });
  }
  const target = destinations.flatMap(({ destination, weight }) =>
    weight ? { name: destinationCluster(destination, context), weight } : [],
  );
  return tcpProxy(context.mesh, { statPrefix: `${name}.${namespace}`, target, ...options });
}

/** The TCP proxy for a service's port that no VirtualService routes. */
export function serviceTcpFilter(mesh: Mesh, pod: Pod, service: Service, port: number): NamedExtension {
  const cluster = outboundClusterName(port, '', service.hostname);
  return tcpProxy(mesh, { statPrefix: cluster, target: cluster, ...connectionOptions(mesh, pod, service) });
}

/** The part of a match that is decided by who asks. */
export function l4MatchApplies(match: L4Match, { pod, gateway, port }: RouteContext): boolean {
  return (
    (match.gateways.length === 0 || match.gateways.includes(gateway)) &&
    (!match.port || match.port === port) &&
    (!match.sourceNamespace || match.sourceNamespace === pod.namespace) &&
    hasLabels(pod.labels, match.sourceLabels)
  );
}

function connectionOptions(mesh: Mesh, pod: CallingPod, service: Service | undefined, subset?: string) {
  const rule = service && destinationRuleFor(mesh, pod, service);
  const tcp = rule?.trafficPolicy?.connectionPool?.tcp;
  const own = rule?.subsets.find(({ name }) => name === subset)?.trafficPolicy?.loadBalancer;
  const key = (own ?? rule?.trafficPolicy?.loadBalancer)?.consistentHash?.key;
  return {
    ...duration('idleTimeout', tcp?.idleTimeout),
    ...duration('maxDownstreamConnectionDuration', tcp?.maxConnectionDuration),
    hashSourceIp: key?.kind === 'source-ip' && key.isUsed ? true : undefined,
  };
}

function duration(field: keyof TcpProxyOptions, milliseconds: Milliseconds | undefined) {
  return milliseconds === undefined ? {} : { [field]: formatDuration(milliseconds) };
}
