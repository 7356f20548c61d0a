import { destinationRuleFor } from '../../model/destination-rule.ts';
import { type InboundPort, inboundPorts } from '../../model/inbound-ports.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { type ClusterPolicy, clusterPolicy } from '../../model/traffic-policy.ts';
import { formatDuration } from '../duration.ts';
import { HTTP_PROTOCOL_OPTIONS } from '../names.ts';
import type { Cluster } from '../types.ts';
import { passthroughCluster } from './catch-all-clusters.ts';
import { circuitBreakers } from './circuit-breakers.ts';
import { INBOUND_PASSTHROUGH_CLUSTER, inboundClusterName } from './cluster-name.ts';
import { httpProtocolOptions } from './http-protocol-options.ts';
import { tcpKeepalive } from './tcp-keepalive.ts';

/** The address that a sidecar calls its own pod from: the redirection leaves such calls alone. */
const PASSTHROUGH_SOURCE_ADDRESS = '127.0.0.6';

/**
 * The clusters that the inbound listener sends to: one for each port of the pod that a Service leads to, and one
 * for all others. The connection pool of the Service's DestinationRule holds on this side too, so that a server
 * has room for what its callers may send; all else of the rule is the callers' matter.
 * Source: istio pilot/pkg/networking/core/cluster_builder.go, `buildInboundCluster`.
 */
export function inboundClusters(mesh: Mesh, pod: Pod): Cluster[] {
  const connectTimeout = formatDuration(mesh.config.connectTimeoutMs);
  return [
    ...inboundPorts(mesh, pod).map((port) => ({ connectTimeout, ...applicationCluster(mesh, pod, port) })),
    inboundPassthroughCluster(mesh),
  ];
}

/**
 * The application, over loopback. Istio's default sends to the address that was dialled instead, which needs the
 * redirection that a pod has and a process on its own has not.
 */
function applicationCluster(mesh: Mesh, pod: Pod, port: InboundPort): Cluster {
  const name = inboundClusterName(port.targetPort);
  const socketAddress = { address: '127.0.0.1', portValue: port.targetPort };
  const service = { hostname: port.hostname, namespace: pod.namespace };
  const rule = destinationRuleFor(mesh, pod, service, 'inbound');
  const pool = clusterPolicy(rule?.trafficPolicy, port.servicePort).connectionPool;
  const connectTimeout = pool?.tcp.connectTimeout;
  const options = httpProtocolOptions({ protocol: port.protocol, followsCaller: true }, withoutUpgrade(pool));
  return {
    name,
    altStatName: `${name};`,
    type: 'STATIC',
    ...(connectTimeout && { connectTimeout: formatDuration(connectTimeout) }),
    circuitBreakers: circuitBreakers(pool),
    ...tcpKeepalive(pool),
    loadAssignment: {
      clusterName: name,
      endpoints: [{ lbEndpoints: [{ endpoint: { address: { socketAddress } } }] }],
    },
    typedExtensionProtocolOptions: options ? { [HTTP_PROTOCOL_OPTIONS]: options } : undefined,
  };
}

/** Callers may be upgraded to HTTP/2; the application speaks what its port says. */
function withoutUpgrade(pool: ClusterPolicy['connectionPool']): ClusterPolicy['connectionPool'] {
  return pool && { ...pool, http: { ...pool.http, upgrade: false } };
}

/** The outbound one with a name and a source of its own, and the outbound one's name in statistics (`buildInboundPassthroughCluster`). */
function inboundPassthroughCluster(mesh: Mesh): Cluster {
  return {
    ...passthroughCluster(mesh),
    name: INBOUND_PASSTHROUGH_CLUSTER,
    upstreamBindConfig: { sourceAddress: { address: PASSTHROUGH_SOURCE_ADDRESS, portValue: 0 } },
  };
}
