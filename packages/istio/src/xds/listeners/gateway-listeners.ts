import { commonHosts, isPassthroughServer, isTlsServer } from '../../model/gateway-server.ts';
import type { L4Match } from '../../model/l4-route.ts';
import { type GatewayPort, type GatewayServer, mergeGateways } from '../../model/merged-gateway.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { visibleServicesNamed } from '../../model/sidecar-scope.ts';
import { type VirtualService, virtualServicesFor } from '../../model/virtual-service.ts';
import { tcpRbacFilters } from '../auth/rbac-filters.ts';
import { gatewayRoutes } from '../routes/gateway-routes.ts';
import type { RouteContext } from '../routes/route-context.ts';
import { listenerAccessLogs } from '../telemetry/access-log.ts';
import type { FilterChain, Listener, NamedExtension, RouteConfiguration } from '../types.ts';
import { gatewayTlsSocket } from './gateway-tls.ts';
import { buildHttpConnectionManager, delimitedStatPrefix } from './http-connection-manager.ts';
import { l4MatchApplies, l4RouteFilter } from './l4-route.ts';
import { MAX_CONNECTIONS_PER_EVENT, TRANSPORT_SOCKET_TIMEOUT } from './listener-defaults.ts';
import { TLS_INSPECTOR } from './listener-inspectors.ts';

/** A gateway's listeners and the route tables that they name. */
export interface GatewayConfig {
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteConfiguration[];
}

/**
 * A listener for each port of the Gateways that select the pod: one chain for all plain HTTP servers of a port, one
 * for each server that ends TLS, one for each name of a server that passes TLS through. A port for which there
 * is no chain has no listener (istio gateway.go, `buildGatewayListeners`).
 */
export function buildGateway(mesh: Mesh, pod: Pod): GatewayConfig {
  const ports = mergeGateways(mesh, pod);
  const routed = ports.flatMap(({ servers }) => servers.filter(({ routeName }) => routeName));
  const tables = Map.groupBy(routed, ({ routeName = '' }) => routeName);
  return {
    listeners: ports.flatMap((port) => gatewayListener(mesh, pod, port) ?? []),
    routes: [...tables].map(([name, servers]) => gatewayRoutes(mesh, pod, name, servers)),
  };
}

function gatewayListener(mesh: Mesh, pod: Pod, { number, bind, servers }: GatewayPort): Listener | undefined {
  const name = `${bind}_${number}`;
  const plain = servers.find((server) => !isTlsServer(server));
  const tls = servers.filter(isTlsServer);
  const filterChains = [...(plain ? [plain] : []), ...tls].flatMap((server) =>
    serverChains(mesh, pod, name, server),
  );
  if (filterChains.length === 0) return undefined;
  const accessLog = listenerAccessLogs(mesh.config);
  return {
    name,
    address: { socketAddress: { address: bind, portValue: number } },
    trafficDirection: 'OUTBOUND',
    filterChains: filterChains.map((chain) => ({
      ...chain,
      transportSocketConnectTimeout: TRANSPORT_SOCKET_TIMEOUT,
    })),
    listenerFilters: tls.length > 0 ? [TLS_INSPECTOR] : [],
    maxConnectionsToAcceptPerSocketEvent: MAX_CONNECTIONS_PER_EVENT,
    accessLog: accessLog.length > 0 ? accessLog : undefined,
  };
}

function serverChains(mesh: Mesh, pod: Pod, listener: string, server: GatewayServer): FilterChain[] {
  if (isPassthroughServer(server)) return passthroughChains(mesh, pod, server);
  const filters = server.routeName
    ? [httpFilter(mesh, pod, listener, server)]
    : tcpFilters(mesh, pod, server);
  if (filters.length === 0) return [];
  const transportSocket = gatewayTlsSocket(server);
  const names = server.sniHosts.includes('*') ? [] : server.sniHosts;
  return [
    {
      filterChainMatch: names.length > 0 ? { serverNames: names } : undefined,
      filters,
      transportSocket: transportSocket ? transportSocket : undefined,
    },
  ];
}

function httpFilter(
  mesh: Mesh,
  pod: Pod,
  listener: string,
  { routeName = '' }: GatewayServer,
): NamedExtension {
  const statPrefix = delimitedStatPrefix(`outbound_${listener}`);
  return buildHttpConnectionManager(mesh, pod, { listenerClass: 'gateway', statPrefix, routes: routeName });
}

/** The first `tcp` route that fits the server's port takes all its connections. */
function tcpFilters(mesh: Mesh, pod: Pod, server: GatewayServer): NamedExtension[] {
  const context = gatewayContext(mesh, pod, server);
  for (const virtualService of boundTo(mesh, pod, server)) {
    for (const { match, route } of virtualService.tcp) {
      const applies =
        match.length === 0 || match.some((entry) => l4MatchApplies(withoutSource(entry), context));
      if (applies && route.length > 0) {
        return [...tcpRbacFilters(mesh, pod), l4RouteFilter(virtualService, route, context)];
      }
    }
  }
  return [];
}

/** A chain for each `tls` match; of two for the same names the first stays. */
function passthroughChains(mesh: Mesh, pod: Pod, server: GatewayServer): FilterChain[] {
  const context = gatewayContext(mesh, pod, server);
  const taken = new Set<string>();
  return boundTo(mesh, pod, server).flatMap((virtualService) =>
    virtualService.tls.flatMap(({ match, route }) =>
      match.flatMap((entry) => {
        const applies = route.length > 0 && l4MatchApplies(withoutSource(entry), context);
        if (!applies || entry.sniHosts.some((name) => taken.has(name))) return [];
        for (const name of entry.sniHosts) taken.add(name);
        const names = entry.sniHosts.includes('*') ? [] : [...entry.sniHosts].sort();
        return {
          filterChainMatch: names.length > 0 ? { serverNames: names } : undefined,
          filters: [...tcpRbacFilters(mesh, pod), l4RouteFilter(virtualService, route, context)],
        };
      }),
    ),
  );
}

/** Source labels say nothing at a gateway: whoever calls it is not known by them. */
function withoutSource({ sourceNamespace: _, ...match }: L4Match): L4Match {
  return { ...match, sourceLabels: {} };
}

/** The VirtualServices bound to the server's gateway that have one of its names. */
function boundTo(mesh: Mesh, pod: Pod, { gateway, hosts }: GatewayServer): VirtualService[] {
  return virtualServicesFor(mesh, pod.namespace, gateway).filter(
    (candidate) => commonHosts(hosts, candidate.namespace, candidate.hosts).size > 0,
  );
}

function gatewayContext(mesh: Mesh, pod: Pod, { gateway, port, tls }: GatewayServer): RouteContext {
  const lookUp = (host: string) => visibleServicesNamed(mesh, pod.namespace, host)[0];
  return {
    mesh,
    pod,
    gateway,
    port: port.number,
    isTls: tls !== undefined,
    lookUp,
    lookUpPolicy: lookUp,
  };
}
