import {
  type Cluster,
  type ClusterLoadAssignment,
  INBOUND_PASSTHROUGH_CLUSTER,
  inboundClusterName,
  type LbEndpoint,
  type ProxyConfig,
  parseClusterName,
} from '@lab/istio';
import type { SocketAddress } from '../addresses/socket-address.ts';
import { moveSources } from './config-sources.ts';
import { lacksCertificate } from './missing-certificates.ts';
import { passthroughTo } from './passthrough.ts';
import { mayBeSentTo, withoutThisMachine } from './place-outside.ts';
import { envoyAddress, loopback, type Placement, type ResolvePod, type Surroundings } from './placement.ts';

/**
 * Moves what clusters fetch, points those of the application at where it really listens, and has calls to pods come
 * from the pod's own address.
 */
export function placeClusters(
  { clusters, endpoints }: ProxyConfig,
  placement: Placement,
  credentials: ReadonlySet<string>,
): Cluster[] {
  const toPods = new Set(endpoints.filter(isOfPods).map(({ clusterName }) => clusterName));
  const { application, sourceAddress } = placement;
  return clusters.flatMap((cluster) => {
    if (lacksCertificate(cluster, credentials)) return withoutEndpoints(cluster);
    const moved = moveSources(cluster, placement);
    if (cluster.name === INBOUND_PASSTHROUGH_CLUSTER)
      return passthroughClusters(moved, clusters, application);
    const name = parseClusterName(cluster.name);
    const place = name?.direction === 'inbound' ? application.get(name.port) : undefined;
    if (place) return toApplication(moved, place);
    return sourceAddress && toPods.has(cluster.name)
      ? callingFrom(moved, sourceAddress)
      : withoutThisMachine(moved);
  });
}

/** Calls fail for want of an endpoint, as they do in a cluster for want of the certificate. */
function withoutEndpoints({ name, altStatName, connectTimeout, circuitBreakers }: Cluster): Cluster {
  return {
    name,
    altStatName,
    type: 'STATIC',
    connectTimeout: connectTimeout ?? '10s',
    ...(circuitBreakers && { circuitBreakers }),
  };
}

/** Where every endpoint is a pod; an address outside this machine cannot be called from one of its own. */
function isOfPods({ endpoints }: ClusterLoadAssignment): boolean {
  return endpoints.every(({ lbEndpoints }) => lbEndpoints.every((endpoint) => podOf(endpoint) !== undefined));
}

function callingFrom(cluster: Cluster, address: string): Cluster {
  return { ...cluster, upstreamBindConfig: { sourceAddress: { address, portValue: 0 } } };
}

/** One for each port that no cluster of its own leads to. */
function passthroughClusters(
  cluster: Cluster,
  clusters: readonly Cluster[],
  application: Placement['application'],
): Cluster[] {
  const led = new Set(clusters.map(({ name }) => name));
  return [...application].flatMap(([port, place]) =>
    led.has(inboundClusterName(port)) ? [] : toApplication({ ...cluster, name: passthroughTo(port) }, place),
  );
}

/** Istio's inbound clusters go to the address that was dialled, or to the pod itself: here that is one address. */
function toApplication(cluster: Cluster, place: SocketAddress): Cluster {
  const { upstreamBindConfig: _, originalDstLbConfig: __, ...rest } = cluster;
  const lbEndpoints = [{ endpoint: { address: envoyAddress(place) } }];
  return {
    ...rest,
    type: 'STATIC',
    lbPolicy: 'ROUND_ROBIN',
    loadAssignment: { clusterName: cluster.name, endpoints: [{ lbEndpoints }] },
  };
}

/**
 * Puts running pods in the place of pod addresses: an endpoint becomes one endpoint for each ready instance of
 * its pod, and goes when there is none. A Service that the lab provides has the lab's port as its endpoint. An endpoint that is
 * this machine is left out.
 */
export function placeEndpoints(
  assignments: readonly ClusterLoadAssignment[],
  surroundings: Omit<Surroundings, 'callersIn'>,
): ClusterLoadAssignment[] {
  return assignments.map((assignment) => {
    const place = () => placeAssignment(assignment, surroundings);
    return surroundings.placed?.of(assignment, place) ?? place();
  });
}

function placeAssignment(
  assignment: ClusterLoadAssignment,
  { resolvePod, resolveProvided }: Omit<Surroundings, 'callersIn'>,
): ClusterLoadAssignment {
  const name = parseClusterName(assignment.clusterName);
  const provided = name && resolveProvided(name.hostname, name.port);
  if (provided !== undefined) {
    return { ...assignment, endpoints: [{ lbEndpoints: [{ endpoint: { address: loopback(provided) } }] }] };
  }
  const endpoints = assignment.endpoints.map((locality) => ({
    ...locality,
    lbEndpoints: locality.lbEndpoints.flatMap((endpoint) => placeEndpoint(endpoint, resolvePod)),
  }));
  return { ...assignment, endpoints: endpoints.filter(({ lbEndpoints }) => lbEndpoints.length > 0) };
}

function placeEndpoint(endpoint: LbEndpoint, resolvePod: ResolvePod): LbEndpoint[] {
  const pod = podOf(endpoint);
  if (pod === undefined) return mayBeSentTo(endpoint) ? [endpoint] : [];
  const places = resolvePod(pod, endpoint.endpoint.address.socketAddress.portValue);
  return places.map((place) => ({
    ...endpoint,
    endpoint: { ...endpoint.endpoint, address: envoyAddress(place) },
  }));
}

/** `NAMESPACE/POD` where the endpoint is a pod. */
function podOf({ metadata }: LbEndpoint): string | undefined {
  const pod = metadata?.filterMetadata.lab?.pod;
  return typeof pod === 'string' ? pod : undefined;
}
