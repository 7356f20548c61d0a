import { endpointsOf } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import { isHttp } from '../../model/protocol.ts';
import type { Pod, Service, ServicePort } from '../../model/registry.ts';
import type { SidecarScope } from '../../model/sidecar-scope.ts';
import { BLACK_HOLE_CLUSTER, PASSTHROUGH_CLUSTER } from '../clusters/cluster-name.ts';
import { type SidecarRoutes, sidecarRoutes } from '../routes/sidecar-routes.ts';
import { listenerAccessLogs } from '../telemetry/access-log.ts';
import type { FilterChain, Listener, RouteConfiguration } from '../types.ts';
import { buildHttpConnectionManager, delimitedStatPrefix } from './http-connection-manager.ts';
import { MAX_CONNECTIONS_PER_EVENT, PLAIN_HTTP_ALPN, TRANSPORT_SOCKET_TIMEOUT } from './listener-defaults.ts';
import { listenerInspectors } from './listener-inspectors.ts';
import { outboundTcpChains } from './outbound-tcp-chains.ts';
import { tcpProxy } from './tcp-proxy.ts';

/** The port to which a pod's outgoing connections are redirected. */
export const OUTBOUND_LISTENER_PORT = 15001;

const ANY_ADDRESS = '0.0.0.0';

/** A sidecar's outbound listeners and the route tables that they name. */
export interface Outbound {
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteConfiguration[];
}

interface Binding {
  readonly address: string;
  readonly port: number;
  readonly chains: FilterChain[];
  /** What the chains match: of two for the same connections the first stays. */
  readonly taken: Set<string>;
}

/**
 * One listener for each HTTP port at any address, since the Host tells services apart; one for each address and port
 * of other services; and `virtualOutbound` for what none of them takes (istio listener.go,
 * `buildSidecarOutboundListeners`).
 */
export function buildOutbound(mesh: Mesh, pod: Pod, scope: SidecarScope): Outbound {
  const bindings = new Map<string, Binding>();
  const routes = new Map<string, RouteConfiguration>();
  const tables = sidecarRoutes(mesh, pod, scope);
  for (const service of scope.imported) {
    for (const port of service.ports.filter(({ protocol }) => protocol !== 'udp')) {
      for (const address of listenAddresses(mesh, pod, service, port)) {
        const table = routeTable(tables, service, port, address);
        if (table) routes.set(table.name, table);
        const tcp = isHttp(port.protocol) ? [] : outboundTcpChains(mesh, pod, scope, service, port);
        const http = table ? [httpChain(mesh, pod, table.name, `${address}_${port.port}`)] : [];
        bind(bindings, address, port.port, [...tcp, ...http]);
      }
    }
  }
  const listeners = [...bindings.values()].map((binding) => outboundListener(mesh, scope, binding));
  return { listeners: [...listeners, virtualOutbound(mesh, scope)], routes: [...routes.values()] };
}

/** A headless service's clients dial its pods, so that its TCP ports are listened for at each; not at the own. */
function listenAddresses(mesh: Mesh, pod: Pod, service: Service, port: ServicePort): string[] {
  if (isHttp(port.protocol)) return [ANY_ADDRESS];
  if (service.addressRange) return [ANY_ADDRESS];
  if (service.addresses.length > 0) return [...service.addresses];
  if (service.clusterIP !== 'None') return [service.clusterIP];
  return endpointsOf(mesh, service, port).flatMap(({ address }) => (address === pod.ip ? [] : address));
}

function routeTable(
  tables: SidecarRoutes,
  service: Service,
  { port, protocol }: ServicePort,
  address: string,
): RouteConfiguration | undefined {
  if (isHttp(protocol) || (protocol === 'unset' && address === ANY_ADDRESS)) {
    return tables.ofPort(port);
  }
  return protocol === 'unset' ? tables.ofService(service, port) : undefined;
}

/** Services that share an address and a port share a listener. */
function bind(bindings: Map<string, Binding>, address: string, port: number, chains: FilterChain[]): void {
  const key = `${address}_${port}`;
  const binding = bindings.get(key) ?? { address, port, chains: [], taken: new Set() };
  bindings.set(key, binding);
  const added = chains.filter((chain) => !binding.taken.has(matchKey(chain)));
  binding.chains.push(...added);
  for (const chain of added) binding.taken.add(matchKey(chain));
}

function matchKey({ filterChainMatch }: FilterChain): string {
  return JSON.stringify(filterChainMatch ?? {});
}

function httpChain(mesh: Mesh, pod: Pod, routes: string, listener: string): FilterChain {
  const statPrefix = delimitedStatPrefix(`outbound_${listener}`);
  return {
    filterChainMatch: { transportProtocol: 'raw_buffer', applicationProtocols: PLAIN_HTTP_ALPN },
    filters: [
      buildHttpConnectionManager(mesh, pod, { listenerClass: 'sidecar-outbound', statPrefix, routes }),
    ],
  };
}

function outboundListener(mesh: Mesh, scope: SidecarScope, { address, port, chains }: Binding): Listener {
  const limited = chains.map((chain) => ({
    ...chain,
    transportSocketConnectTimeout: TRANSPORT_SOCKET_TIMEOUT,
  }));
  const matching = limited.filter(({ filterChainMatch }) => filterChainMatch);
  const [fallback] = limited.filter(({ filterChainMatch }) => !filterChainMatch);
  const onlyFallback = matching.length === 0 && fallback;
  return {
    name: `${address}_${port}`,
    address: { socketAddress: { address, portValue: port } },
    trafficDirection: 'OUTBOUND',
    bindToPort: false,
    filterChains: onlyFallback ? [fallback] : matching,
    ...(!onlyFallback && {
      defaultFilterChain: fallback ?? passthroughChain(mesh, scope, 'PassthroughFilterChain'),
    }),
    listenerFilters: listenerInspectors(chains),
    // A server that speaks first would never be heard if the inspectors were a must.
    listenerFiltersTimeout: '0s',
    continueOnListenerFiltersTimeout: true,
  };
}

/**
 * Hands connections to the listener of the address that was dialled, and keeps those that have none (istio
 * listener_builder.go, `buildVirtualOutboundListener`).
 */
function virtualOutbound(mesh: Mesh, scope: SidecarScope): Listener {
  const accessLog = listenerAccessLogs(mesh.config);
  const loop: FilterChain = {
    name: 'virtualOutbound-blackhole',
    filterChainMatch: { destinationPort: OUTBOUND_LISTENER_PORT },
    filters: [tcpProxy(mesh, { statPrefix: BLACK_HOLE_CLUSTER, target: BLACK_HOLE_CLUSTER })],
  };
  return {
    name: 'virtualOutbound',
    address: { socketAddress: { address: ANY_ADDRESS, portValue: OUTBOUND_LISTENER_PORT } },
    trafficDirection: 'OUTBOUND',
    useOriginalDst: true,
    filterChains: [loop, passthroughChain(mesh, scope, 'virtualOutbound-catchall-tcp')],
    maxConnectionsToAcceptPerSocketEvent: MAX_CONNECTIONS_PER_EVENT,
    accessLog: accessLog.length > 0 ? accessLog : undefined,
  };
}

function passthroughChain(mesh: Mesh, { outboundTrafficPolicy }: SidecarScope, name: string): FilterChain {
  const cluster = outboundTrafficPolicy === 'REGISTRY_ONLY' ? BLACK_HOLE_CLUSTER : PASSTHROUGH_CLUSTER;
  return { name, filters: [tcpProxy(mesh, { statPrefix: cluster, target: cluster })] };
}
