import type { Destination, HttpRoute, HttpRouteDestination } from '../../model/http-route.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod, Service } from '../../model/registry.ts';
import { outboundClusterName, UNKNOWN_SERVICE_CLUSTER } from '../clusters/cluster-name.ts';
import type { ClusterWeight, RouteAction } from '../types.ts';
import { destinationHashPolicy } from './hash-policy.ts';
import { authorityOf, headerOperations } from './header-operations.ts';

/** What of a caller decides its routes. */
export type CallingPod = Pick<Pod, 'namespace' | 'labels'>;

/** For whom routes are made. */
export interface RouteContext {
  readonly mesh: Mesh;
  readonly pod: CallingPod;
  /** `mesh`, or the gateway as `NAMESPACE/NAME`. */
  readonly gateway: string;
  /** The port that the client dials: the Service's, or the Gateway's. */
  readonly port: number;
  readonly isTls: boolean;
  /** A destination's service with the ports that count: all at a gateway, the listener's at a sidecar. */
  lookUp(host: string): Pick<Service, 'ports'> | undefined;
  /** The service whose DestinationRule holds for the destination. */
  lookUpPolicy(host: string): Service | undefined;
}

/**
 * The cluster of a destination. Without a port it is the only one the service has, else the port that the client
 * dialled, be it one of the service's or not (istio route.go, `GetDestinationCluster`).
 */
export function destinationCluster({ host, port, subset }: Destination, context: RouteContext): string {
  if (!host) return UNKNOWN_SERVICE_CLUSTER;
  const ports = context.lookUp(host)?.ports ?? [];
  const only = ports.length === 1 ? ports[0]?.port : undefined;
  return outboundClusterName(port ?? only ?? context.port, subset ?? '', host);
}

/** Where a route's requests go: one cluster, or several by weight with the weights of zero left out. */
export function destinationFields(route: HttpRoute, context: RouteContext): RouteAction {
  const destinations = route.route;
  const taking = destinations.length === 1 ? destinations : destinations.filter(({ weight }) => weight);
  const hashPolicy = taking.flatMap(
    ({ destination }) =>
      destinationHashPolicy(context.mesh, context.pod, context.lookUpPolicy(destination.host), destination) ??
      [],
  );
  const [only] = destinations;
  const target =
    destinations.length === 1 && only
      ? { cluster: destinationCluster(only.destination, context) }
      : { weightedClusters: { clusters: taking.map((entry) => weightedCluster(entry, context)) } };
  return { ...target, ...(hashPolicy.length > 0 && { hashPolicy }) };
}

function weightedCluster(
  { destination, weight, headers }: HttpRouteDestination,
  context: RouteContext,
): ClusterWeight {
  const authority = authorityOf(headers);
  return {
    name: destinationCluster(destination, context),
    weight,
    ...headerOperations(headers),
    hostRewriteLiteral: authority ? authority : undefined,
  };
}
