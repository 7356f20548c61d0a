import { commonHosts, hostText } from '../../model/gateway-server.ts';
import type { GatewayServer } from '../../model/merged-gateway.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod, Service } from '../../model/registry.ts';
import { visibleServicesNamed } from '../../model/sidecar-scope.ts';
import { type VirtualService, virtualServicesFor } from '../../model/virtual-service.ts';
import type { Route, RouteConfiguration } from '../types.ts';
import { collapseHosts, type GatewayHost } from './collapse-hosts.ts';
import { httpRoutes } from './http-route.ts';
import { routeConfiguration } from './route-configuration.ts';
import type { RouteContext } from './route-context.ts';
import { isCatchAll } from './route-match.ts';

/**
 * The route table of a gateway's servers: a virtual host for each name that a server and a VirtualService bound to
 * its gateway have in common; those with the same routes are one. Routes that take everything go last, so that a second VirtualService for a name
 * is not hidden by the first one's default (istio gateway.go, `buildGatewayHTTPRouteConfig`).
 */
export function gatewayRoutes(
  mesh: Mesh,
  pod: Pod,
  name: string,
  servers: readonly GatewayServer[],
): RouteConfiguration {
  const hosts = new Map<string, GatewayHost>();
  const routesOf = routesByVirtualService(mesh, pod);
  for (const server of servers) addServer(hosts, mesh, pod, server, routesOf);
  const virtualHosts = collapseHosts(hosts).map(({ name: host, domains, port, routes, requireTls }) => ({
    name: `${host}:${port}`,
    domains,
    routes: catchAllLast(routes),
    includeRequestAttemptCount: true,
    requireTls: requireTls ? ('ALL' as const) : undefined,
  }));
  const nothing = { name: `blackhole:${servers[0]?.port.number}`, domains: ['*'], routes: [] };
  const sorted = virtualHosts.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return routeConfiguration(name, sorted.length > 0 ? sorted : [nothing]);
}

type RoutesOf = (virtualService: VirtualService, server: GatewayServer) => readonly Route[];

/** Servers of a gateway that share a table share a VirtualService's routes, too. */
function routesByVirtualService(mesh: Mesh, pod: Pod): RoutesOf {
  const known = new Map<VirtualService, Map<string, readonly Route[]>>();
  return (virtualService, server) => {
    const byGateway = known.get(virtualService) ?? new Map<string, readonly Route[]>();
    known.set(virtualService, byGateway);
    const routes =
      byGateway.get(server.gateway) ??
      httpRoutes(virtualService, routeContext(mesh, pod, server, virtualService));
    byGateway.set(server.gateway, routes);
    return routes;
  };
}

function addServer(
  hosts: Map<string, GatewayHost>,
  mesh: Mesh,
  pod: Pod,
  server: GatewayServer,
  routesOf: RoutesOf,
): void {
  const { hosts: own, port } = server;
  const redirects = server.tls?.httpsRedirect ?? false;
  for (const virtualService of virtualServicesFor(mesh, pod.namespace, server.gateway)) {
    const served = commonHosts(own, virtualService.namespace, virtualService.hosts);
    const routes = served.size > 0 ? routesOf(virtualService, server) : [];
    if (routes.length === 0) continue;
    for (const domain of served) {
      const host = hostOf(hosts, domain, port.number);
      host.routes.push(...routes);
      host.requireTls ||= redirects;
    }
  }
  // A name that only redirects needs no route, and so no VirtualService.
  for (const host of redirects ? own : []) hostOf(hosts, hostText(host), port.number).requireTls = true;
}

function hostOf(hosts: Map<string, GatewayHost>, domain: string, port: number): GatewayHost {
  const key = domain.toLowerCase();
  const host = hosts.get(key) ?? { port, routes: [], requireTls: false };
  hosts.set(key, host);
  return host;
}

/** A destination is the VirtualService's own namespace's where two namespaces have the same host name. */
function routeContext(
  mesh: Mesh,
  pod: Pod,
  server: GatewayServer,
  { namespace }: VirtualService,
): RouteContext {
  const lookUp = (host: string): Service | undefined => {
    const found = visibleServicesNamed(mesh, pod.namespace, host);
    return found.find((service) => service.namespace === namespace) ?? found[0];
  };
  const { port, tls, gateway } = server;
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

function catchAllLast(routes: readonly Route[]): Route[] {
  return [
    ...routes.filter(({ match }) => !isCatchAll(match)),
    ...routes.filter(({ match }) => isCatchAll(match)),
  ];
}
