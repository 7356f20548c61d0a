import { inboundPorts } from '../../model/inbound-ports.ts';
import type { Mesh } from '../../model/mesh.ts';
import {
  mutualTlsModeForPort,
  type PeerAuthenticationSettings,
  peerAuthenticationFor,
} from '../../model/peer-authentication.ts';
import { perMeshAnd } from '../../model/per-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { INBOUND_LISTENER_NAME } from '../names.ts';
import { listenerAccessLogs } from '../telemetry/access-log.ts';
import type { FilterChain, Listener, NamedExtension } from '../types.ts';
import { blackHoleChain, passthroughChains, servicePortChains } from './inbound-filter-chains.ts';
import { MAX_CONNECTIONS_PER_EVENT } from './listener-defaults.ts';
import { listenerInspectors } from './listener-inspectors.ts';

/** The port to which a pod's incoming connections are redirected. */
const INBOUND_LISTENER_PORT = 15006;

/** Finds the port that the client dialled before the redirection; filter chains match it. */
const ORIGINAL_DESTINATION: NamedExtension = {
  name: 'envoy.filters.listener.original_dst',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.listener.original_dst.v3.OriginalDst',
  },
};

/**
 * The listener for everything that is sent to a sidecar's pod: chains for each port that a Service leads to, and
 * passthrough chains for all other ports. PeerAuthentication decides which chains end TLS and which there are at
 * all: a connection that none takes is closed.
 * Source: istio pilot/pkg/networking/core/listener_inbound.go, `buildInboundListeners`.
 */
export const buildInboundListener: (mesh: Mesh, pod: Pod) => Listener = perMeshAnd((mesh, pod) => {
  const peerAuthentication = peerAuthenticationFor(mesh, pod);
  const filterChains = [
    blackHoleChain(INBOUND_LISTENER_PORT),
    ...otherPortChains(mesh, pod, peerAuthentication),
    ...inboundPorts(mesh, pod).flatMap((port) =>
      servicePortChains(mesh, pod, port, mutualTlsModeForPort(peerAuthentication, port.targetPort)),
    ),
  ];
  const accessLog = listenerAccessLogs(mesh.config);
  return {
    name: INBOUND_LISTENER_NAME,
    address: { socketAddress: { address: '0.0.0.0', portValue: INBOUND_LISTENER_PORT } },
    trafficDirection: 'INBOUND',
    filterChains,
    listenerFilters: [ORIGINAL_DESTINATION, ...listenerInspectors(filterChains)],
    // A server that speaks first would never be heard if the inspectors were a must.
    listenerFiltersTimeout: '0s',
    continueOnListenerFiltersTimeout: true,
    maxConnectionsToAcceptPerSocketEvent: MAX_CONNECTIONS_PER_EVENT,
    accessLog: accessLog.length > 0 ? accessLog : undefined,
  };
});

/** Ports with a mode of their own need their own passthrough chains where no Service leads to them. */
function otherPortChains(mesh: Mesh, pod: Pod, settings: PeerAuthenticationSettings): FilterChain[] {
  const servicePorts = new Set(inboundPorts(mesh, pod).map(({ targetPort }) => targetPort));
  const own = [...settings.portModes]
    .filter(([port]) => !servicePorts.has(port))
    .sort(([a], [b]) => a - b)
    .flatMap(([port, mode]) => passthroughChains(mesh, pod, mode, port));
  return [...passthroughChains(mesh, pod, settings.mode), ...own];
}
