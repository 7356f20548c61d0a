import type { InboundPort } from '../../model/inbound-ports.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { MutualTlsMode } from '../../model/peer-authentication.ts';
import { isHttp2 } from '../../model/protocol.ts';
import type { Pod } from '../../model/registry.ts';
import { tcpRbacFilters } from '../auth/rbac-filters.ts';
import {
  BLACK_HOLE_CLUSTER,
  INBOUND_PASSTHROUGH_CLUSTER,
  inboundClusterName,
} from '../clusters/cluster-name.ts';
import { inboundRouteConfiguration } from '../routes/inbound-route.ts';
import { accessLogs } from '../telemetry/access-log.ts';
import type { AccessLog, FilterChain, NamedExtension } from '../types.ts';
import { inboundTlsSocket } from './downstream-tls.ts';
import { buildHttpConnectionManager, delimitedStatPrefix } from './http-connection-manager.ts';
import { type InboundChainMatch, inboundChainMatches } from './inbound-filter-chain-match.ts';

/** What the chains of one port have in common. */
interface ChainTarget {
  /** The port that the chains match; absent for connections to ports of no Service. */
  readonly port?: number;
  readonly protocol: InboundPort['protocol'];
  readonly cluster: string;
  readonly servicePort: number;
  readonly hostname: string;
  readonly names: { readonly http: string; readonly tcp: string };
  readonly httpStatPrefix: string;
}

/** The chains for a port that a Service leads to. */
export function servicePortChains(
  mesh: Mesh,
  pod: Pod,
  { targetPort, servicePort, protocol, hostname }: InboundPort,
  mode: MutualTlsMode,
): FilterChain[] {
  const name = `0.0.0.0_${targetPort}`;
  const target: ChainTarget = {
    port: targetPort,
    protocol,
    cluster: inboundClusterName(targetPort),
    servicePort,
    hostname,
    names: { http: name, tcp: name },
    httpStatPrefix: `inbound_${name}`,
  };
  return chainsFor(mesh, pod, target, mode);
}

/**
 * The chains for connections to a port that no Service leads to (one port, or all others): they go to the port
 * that was dialled. PeerAuthentication and AuthorizationPolicy hold for them too.
 */
export function passthroughChains(mesh: Mesh, pod: Pod, mode: MutualTlsMode, port?: number): FilterChain[] {
  const target: ChainTarget = {
    ...(port === undefined ? {} : { port }),
    protocol: 'unset',
    cluster: INBOUND_PASSTHROUGH_CLUSTER,
    servicePort: 0,
    hostname: '',
    names: { http: 'virtualInbound-catchall-http', tcp: 'virtualInbound' },
    httpStatPrefix: INBOUND_PASSTHROUGH_CLUSTER,
  };
  return chainsFor(mesh, pod, target, mode);
}

/** Refuses connections to the proxy's own port, which would otherwise call itself without end. */
export function blackHoleChain(listenerPort: number): FilterChain {
  return {
    name: 'virtualInbound-blackhole',
    filterChainMatch: { destinationPort: listenerPort },
    filters: [tcpProxy(BLACK_HOLE_CLUSTER, [])],
  };
}

function chainsFor(mesh: Mesh, pod: Pod, target: ChainTarget, mode: MutualTlsMode): FilterChain[] {
  return inboundChainMatches(mode, target.protocol).map((match) => {
    const { protocol, terminatesTls } = match;
    const transportSocket = terminatesTls
      ? inboundTlsSocket(mode, protocol, mesh.config.trustDomain)
      : undefined;
    return {
      name: target.names[protocol],
      filterChainMatch: filterChainMatch(target.port, match),
      filters: protocol === 'http' ? [httpFilter(mesh, pod, target)] : tcpFilters(mesh, pod, target),
      transportSocket: transportSocket ? transportSocket : undefined,
    };
  });
}

function filterChainMatch(port: number | undefined, match: InboundChainMatch) {
  const { transportProtocol, applicationProtocols } = match;
  return {
    ...(port === undefined ? {} : { destinationPort: port }),
    transportProtocol,
    applicationProtocols: applicationProtocols ? applicationProtocols : undefined,
  };
}

function httpFilter(mesh: Mesh, pod: Pod, target: ChainTarget): NamedExtension {
  const { cluster, servicePort, hostname, protocol } = target;
  return buildHttpConnectionManager(mesh, pod, {
    listenerClass: 'sidecar-inbound',
    statPrefix: delimitedStatPrefix(target.httpStatPrefix),
    http2: isHttp2(protocol),
    routes: inboundRouteConfiguration({
      cluster,
      servicePort,
      operationHost: `${hostname}:${servicePort}`,
      grpc: protocol === 'grpc',
    }),
  });
}

function tcpFilters(mesh: Mesh, pod: Pod, { cluster }: ChainTarget): NamedExtension[] {
  return [...tcpRbacFilters(mesh, pod), tcpProxy(cluster, accessLogs(mesh.config))];
}

function tcpProxy(cluster: string, accessLog: readonly AccessLog[]): NamedExtension {
  return {
    name: 'envoy.filters.network.tcp_proxy',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
      statPrefix: cluster,
      cluster,
      accessLog: accessLog.length > 0 ? accessLog : undefined,
    },
  };
}
