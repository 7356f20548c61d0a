import type { Cluster, ClusterLoadAssignment, LbEndpoint } from '@lab/istio';
import { moveSources } from './config-sources.ts';
import { loopback, type Placement, type ResolvePod, type ResolveProvided } from './placement.ts';

/** `outbound|8080|canary|backend-service.backend.svc.cluster.local`, Istio's name for a cluster. */
const CLUSTER_NAME = /^(inbound|outbound)\|(\d+)\|([^|]*)\|(.*)$/;

/** What a cluster's name says. */
export function parseClusterName(name: string) {
  const [, direction, port, subset, hostname] = CLUSTER_NAME.exec(name) ?? [];
  return direction ? { direction, port: Number(port), subset, hostname: hostname ?? '' } : undefined;
}

/** Moves what clusters fetch, and points those of the application at the port where it really listens. */
export function placeClusters(clusters: readonly Cluster[], placement: Placement): Cluster[] {
  return clusters.map((cluster) => {
    const name = parseClusterName(cluster.name);
    const port = name && name.direction === 'inbound' ? placement.application.get(name.port) : undefined;
    const moved = moveSources(cluster, placement);
    return port === undefined ? moved : toApplication(moved, port);
  });
}

/** Istio's inbound clusters go to the address that was dialled, or to the pod itself: here that is one loopback port. */
function toApplication(cluster: Cluster, port: number): Cluster {
  const { upstreamBindConfig: _, originalDstLbConfig: __, ...rest } = cluster;
  const lbEndpoints = [{ endpoint: { address: loopback(port) } }];
  return {
    ...rest,
    type: 'STATIC',
    lbPolicy: 'ROUND_ROBIN',
    loadAssignment: { clusterName: cluster.name, endpoints: [{ lbEndpoints }] },
  };
}

/**
 * Puts running pods in the place of pod addresses: an endpoint becomes one endpoint for each ready instance of
 * its pod, and goes when there is none. A Service that the lab provides has the lab's port as its endpoint.
 */
export function placeEndpoints(
  assignments: readonly ClusterLoadAssignment[],
  resolvePod: ResolvePod,
  resolveProvided: ResolveProvided,
): ClusterLoadAssignment[] {
  return assignments.map((assignment) => {
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
  });
}

function placeEndpoint(endpoint: LbEndpoint, resolvePod: ResolvePod): LbEndpoint[] {
  const pod = endpoint.metadata?.filterMetadata.lab?.pod;
  if (typeof pod !== 'string') return [endpoint];
  const ports = resolvePod(pod, endpoint.endpoint.address.socketAddress.portValue);
  return ports.map((port) => ({ ...endpoint, endpoint: { ...endpoint.endpoint, address: loopback(port) } }));
}
