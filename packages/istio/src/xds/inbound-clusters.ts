import { formatDuration } from '../model/duration.ts';
import { type InboundPort, inboundPorts } from '../model/inbound-ports.ts';
import type { Mesh } from '../model/mesh.ts';
import { isHttp2 } from '../model/protocol.ts';
import type { Pod, Protocol } from '../model/registry.ts';
import { INBOUND_PASSTHROUGH_CLUSTER, inboundClusterName } from './inbound-filter-chains.ts';
import type { Cluster, TypedConfig } from './types.ts';

/** The most that a circuit breaker's threshold can say: no limit. */
const UNLIMITED = 4294967295;

const HTTP_PROTOCOL_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** The address that a sidecar calls its own pod from: the redirection leaves such calls alone. */
const PASSTHROUGH_SOURCE_ADDRESS = '127.0.0.6';

/**
 * The clusters that the inbound listener sends to: one for each port of the pod that a Service leads to, and one
 * for all others. Limits are the callers' matter, so there are none here.
 * Source: istio pilot/pkg/networking/core/cluster_builder.go, `buildInboundCluster`.
 */
export function inboundClusters(mesh: Mesh, pod: Pod): Cluster[] {
  const common = {
    connectTimeout: formatDuration(mesh.config.connectTimeoutMs),
    circuitBreakers: { thresholds: [unlimitedThresholds()] },
  };
  return [
    ...inboundPorts(mesh, pod).map((port) => ({ ...common, ...applicationCluster(port) })),
    { ...common, ...passthroughCluster() },
  ];
}

/**
 * The application, over loopback. Istio's default sends to the address that was dialled instead, which needs the
 * redirection that a pod has and a process on its own has not.
 */
function applicationCluster({ targetPort, protocol }: InboundPort): Cluster {
  const name = inboundClusterName(targetPort);
  const socketAddress = { address: '127.0.0.1', portValue: targetPort };
  const options = upstreamProtocol(protocol);
  return {
    name,
    type: 'STATIC',
    loadAssignment: {
      clusterName: name,
      endpoints: [{ lbEndpoints: [{ endpoint: { address: { socketAddress } } }] }],
    },
    ...(options ? { typedExtensionProtocolOptions: { [HTTP_PROTOCOL_OPTIONS]: options } } : {}),
  };
}

function passthroughCluster(): Cluster {
  return {
    name: INBOUND_PASSTHROUGH_CLUSTER,
    type: 'ORIGINAL_DST',
    lbPolicy: 'CLUSTER_PROVIDED',
    upstreamBindConfig: { sourceAddress: { address: PASSTHROUGH_SOURCE_ADDRESS, portValue: 0 } },
    typedExtensionProtocolOptions: { [HTTP_PROTOCOL_OPTIONS]: DOWNSTREAM_PROTOCOL },
  };
}

function unlimitedThresholds() {
  return {
    maxConnections: UNLIMITED,
    maxPendingRequests: UNLIMITED,
    maxRequests: UNLIMITED,
    maxRetries: UNLIMITED,
    trackRemaining: true,
  };
}

const OPTIONS_TYPE = { '@type': `type.googleapis.com/${HTTP_PROTOCOL_OPTIONS}` };

/** The version that the caller speaks. */
const DOWNSTREAM_PROTOCOL: TypedConfig = {
  ...OPTIONS_TYPE,
  useDownstreamProtocolConfig: { httpProtocolOptions: {}, http2ProtocolOptions: {} },
};

/** HTTP/2 where the port says so, the caller's version where it says nothing, else HTTP/1.1 (Envoy's default). */
function upstreamProtocol(protocol: Protocol): TypedConfig | undefined {
  if (isHttp2(protocol)) return { ...OPTIONS_TYPE, explicitHttpConfig: { http2ProtocolOptions: {} } };
  return protocol === 'unset' ? DOWNSTREAM_PROTOCOL : undefined;
}
