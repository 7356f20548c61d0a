import type { Mesh } from '../model/mesh.ts';
import type { Pod } from '../model/registry.ts';
import { sidecarScopeOf } from '../model/sidecar-scope.ts';
import { blackHoleCluster, passthroughCluster } from './clusters/catch-all-clusters.ts';
import { inboundClusters } from './clusters/inbound-clusters.ts';
import { outboundClusters } from './clusters/outbound-clusters.ts';
import { buildGateway } from './listeners/gateway-listeners.ts';
import { buildInboundListener } from './listeners/inbound-listener.ts';
import { buildOutbound } from './listeners/outbound-listeners.ts';
import type { Cluster, ClusterLoadAssignment, ProxyConfig } from './types.ts';

/**
 * The whole configuration of one pod's proxy, as istiod would send it. A pod without a proxy gets an empty one.
 * Every list has an order that depends on the mesh alone, so that equal meshes give equal text.
 */
export function translate(mesh: Mesh, pod: Pod): ProxyConfig {
  if (pod.proxy === 'none') return { listeners: [], routes: [], clusters: [], endpoints: [] };
  const scope = sidecarScopeOf(mesh, pod);
  const outbound = scope.services.flatMap((service) => outboundClusters(mesh, pod, service));
  const isGateway = pod.proxy === 'gateway';
  const { listeners, routes } = isGateway ? buildGateway(mesh, pod) : buildOutbound(mesh, pod, scope);
  const own = isGateway ? [] : [passthroughCluster(mesh), ...inboundClusters(mesh, pod)];
  const assigned = (type: Cluster['type']) =>
    outbound.flatMap(({ cluster, assignment }) => (cluster.type === type && assignment) || []);
  // What a pod sends to its own address does not pass its sidecar.
  const dialled = assigned('ORIGINAL_DST')
    .map((assignment) => withoutAddress(assignment, pod.ip))
    .filter(({ endpoints }) => endpoints.length > 0);
  return {
    listeners: isGateway ? listeners : [...listeners, buildInboundListener(mesh, pod)],
    routes,
    clusters: [...outbound.map(({ cluster }) => cluster), blackHoleCluster(mesh), ...own],
    endpoints: assigned('EDS'),
    ...(dialled.length > 0 && { dialled }),
  };
}

function withoutAddress(assignment: ClusterLoadAssignment, ip: string): ClusterLoadAssignment {
  const endpoints = assignment.endpoints.flatMap(({ lbEndpoints, ...locality }) => {
    const others = lbEndpoints.filter(({ endpoint }) => endpoint.address.socketAddress.address !== ip);
    return others.length > 0 ? [{ ...locality, lbEndpoints: others }] : [];
  });
  return { ...assignment, endpoints };
}

/** Of the configuration of a sidecar, what decides about requests that arrive at its pod. */
export function translateInbound(mesh: Mesh, pod: Pod): ProxyConfig {
  const listeners = pod.proxy === 'sidecar' ? [buildInboundListener(mesh, pod)] : [];
  return { listeners, routes: [], clusters: inboundClusters(mesh, pod), endpoints: [] };
}
