import { destinationRules } from '../../model/destination-rule.ts';
import { type HostIndex, hostIndex } from '../../model/host-index.ts';
import { isSubsetOf, isWildcard } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import { oncePer, perMesh, perMeshAnd } from '../../model/per-mesh.ts';
import { isHttp } from '../../model/protocol.ts';
import type { Service, ServicePort } from '../../model/registry.ts';
import {
  mostSpecificVirtualService,
  serviceInScope,
  servicesWithPort,
  virtualServicesNaming,
} from '../../model/scope-index.ts';
import type { SidecarScope } from '../../model/sidecar-scope.ts';
import { allVirtualServices, MESH_GATEWAY, type VirtualService } from '../../model/virtual-service.ts';
import { outboundClusterName } from '../clusters/cluster-name.ts';
import type { Route, RouteConfiguration, VirtualHost } from '../types.ts';
import { catchAllVirtualHost } from './catch-all-virtual-host.ts';
import { serviceHashPolicy } from './hash-policy.ts';
import { httpRoutes } from './http-route.ts';
import { retryPolicy } from './retry.ts';
import { routeConfiguration } from './route-configuration.ts';
import type { CallingPod, RouteContext } from './route-context.ts';
import { type HostGroup, virtualHosts } from './virtual-hosts.ts';

/** The outbound route tables of a proxy. */
export interface SidecarRoutes {
  /**
   * That of an outbound HTTP port: a virtual host for each service that has the port, routed by the first
   * VirtualService that names it, else straight to it; anything else by the outbound traffic policy (istio
   * httproute.go, `buildSidecarOutboundHTTPRouteConfig`).
   */
  ofPort(port: number): RouteConfiguration;
  /**
   * That of one service's port whose protocol the proxy finds out itself: as the listener is the service's own, any
   * Host leads to it.
   */
  ofService(service: Service, port: number): RouteConfiguration;
}

/** What a port has is made once, however many services have the port, and however many proxies see the same. */
export function sidecarRoutes(mesh: Mesh, pod: CallingPod, scope: SidecarScope): SidecarRoutes {
  const known = knownRoutes(scope);
  const routesOn = (port: number) => {
    const key = callerKey(mesh, pod, port);
    const routes = known.get(key) ?? portRoutes(mesh, pod, scope, port);
    known.set(key, routes);
    return routes;
  };
  return {
    ofPort: (port) => routesOn(port).table,
    ofService({ hostname }, port) {
      const own = routesOn(port).hosts.get(hostname);
      return routeConfiguration(`${hostname}:${port}`, own ? [{ ...own, domains: ['*'] }] : []);
    },
  };
}

/** Those of one mesh: it made the scope. */
const knownRoutes = oncePer((_: SidecarScope) => new Map<string, PortRoutes>());

/** The labels of a caller that its routes may depend on: VirtualServices and DestinationRules select by them. */
const decisiveLabels = perMesh((mesh) => {
  const sources = allVirtualServices(mesh).flatMap(({ http }) => http.flatMap(({ match }) => match));
  const labels = [
    ...sources.map(({ sourceLabels }) => sourceLabels),
    ...destinationRules(mesh).map(({ workloadSelector }) => workloadSelector),
  ];
  return [...new Set(labels.flatMap((selected) => Object.keys(selected ?? {})))];
});

/** Callers with the same key have the same routes. */
function callerKey(mesh: Mesh, { namespace, labels }: CallingPod, port: number): string {
  const decisive = decisiveLabels(mesh).map((label) => [label, labels[label]]);
  return JSON.stringify([namespace, port, decisive]);
}

interface PortRoutes {
  readonly table: RouteConfiguration;
  /** By domain; no two have one in common. */
  readonly hosts: ReadonlyMap<string, VirtualHost>;
}

function portRoutes(mesh: Mesh, pod: CallingPod, scope: SidecarScope, port: number): PortRoutes {
  const hosts = outboundVirtualHosts(mesh, pod, scope, port);
  const catchAll = catchAllVirtualHost(scope.outboundTrafficPolicy);
  return {
    table: routeConfiguration(String(port), [...hosts, catchAll]),
    hosts: new Map(hosts.flatMap((host) => host.domains.map((domain) => [domain, host]))),
  };
}

/** Whether HTTP routing applies to a port: it carries HTTP, or might. */
export function mayCarryHttp({ protocol }: ServicePort): boolean {
  return isHttp(protocol) || protocol === 'unset';
}

function outboundVirtualHosts(mesh: Mesh, pod: CallingPod, scope: SidecarScope, port: number): VirtualHost[] {
  const services = servicesWithPort(scope, port);
  const routed = routedGroups(mesh, pod, scope, services, port);
  const taken = new Set(routed.flatMap((group) => group.services));
  const unrouted = [...services.values()].filter((service) => !taken.has(service));
  const direct = unrouted.flatMap((service) => {
    const routes = [defaultRoute(mesh, pod, service, port)];
    return service.ports.some(mayCarryHttp) ? { services: [service], otherHosts: [], routes } : [];
  });
  return virtualHosts([...routed, ...direct], pod, mesh.config.domain, port);
}

/** Groups of names with routes of their own, in the order in which VirtualServices win. */
function routedGroups(
  mesh: Mesh,
  pod: CallingPod,
  scope: SidecarScope,
  services: ReadonlyMap<string, Service>,
  port: number,
): HostGroup[] {
  const routesOf = routesFor(mesh, pod, scope, port);
  // Hosts that are no service's are served on port 80 only, which is where a proxy expects names it knows nothing of.
  const relevant = port === 80 ? scope.virtualServices : virtualServicesNaming(scope, services.keys());
  const names = hostIndex(services);
  const owned = Map.groupBy(services.values(), ({ hostname }) => mostSpecificVirtualService(scope, hostname));
  return relevant.flatMap((virtualService) => {
    const routes = routesOf(mesh, virtualService);
    if (routes.length === 0) return [];
    const group = splitHosts(virtualService, names, owned.get(virtualService) ?? []);
    if (virtualService.semantics === 'gateway-api' && !mayRoute(virtualService, group.services, pod))
      return [];
    const reachable = group.services.filter(({ ports }) => ports.some(mayCarryHttp));
    return reachable.length > 0 || port === 80 ? { ...group, services: reachable, routes } : [];
  });
}

type RoutesOf = (mesh: Mesh, virtualService: VirtualService) => readonly Route[];

/** The routes of each VirtualService, kept while the same callers see the same services. */
function routesFor(mesh: Mesh, pod: CallingPod, scope: SidecarScope, port: number): RoutesOf {
  const known = routesByServices(scope.imported)(scope.services);
  const key = callerKey(mesh, pod, port);
  const context: Omit<RouteContext, 'mesh'> = {
    pod: { namespace: pod.namespace, labels: pod.labels },
    gateway: MESH_GATEWAY,
    port,
    isTls: false,
    lookUp: (host) => servicesWithPort(scope, port).get(host),
    lookUpPolicy: (host) => serviceInScope(scope, host),
  };
  const routes =
    known.get(key) ??
    perMeshAnd((reading, virtualService: VirtualService) =>
      httpRoutes(virtualService, { ...context, mesh: reading }),
    );
  known.set(key, routes);
  return routes;
}

const routesByServices = oncePer((_imported: readonly Service[]) =>
  oncePer((_services: readonly Service[]) => new Map<string, RoutesOf>()),
);

/** Routes of the Gateway API are those of the service's namespace, for all, and those of the caller's, for it. */
function mayRoute({ namespace }: VirtualService, services: readonly Service[], pod: CallingPod): boolean {
  return services.some((service) => service.namespace === namespace || pod.namespace === namespace);
}

/**
 * A wildcard host stands for the services for which no other VirtualService has a more specific one
 * (istio route.go, `separateVSHostsAndServices`).
 */
function splitHosts(
  { hosts, semantics }: VirtualService,
  names: HostIndex<Service>,
  owned: readonly Service[],
): Omit<HostGroup, 'routes'> {
  const found = new Set<Service>();
  const otherHosts: string[] = [];
  for (const host of hosts.map((entry) => entry.toLowerCase())) {
    const matches = names.within(host, 1).length > 0;
    // An HTTPRoute whose parent is a ServiceEntry with such a host takes no effect.
    if (semantics === 'gateway-api' && isWildcard(host)) continue;
    if (!matches) otherHosts.push(host);
    const services = isWildcard(host)
      ? owned.filter(({ hostname }) => isSubsetOf(hostname.toLowerCase(), host))
      : names.within(host);
    for (const service of services) found.add(service);
  }
  return { services: [...found], otherHosts };
}

function defaultRoute(mesh: Mesh, pod: CallingPod, service: Service, port: number): Route {
  const hashPolicy = serviceHashPolicy(mesh, pod, service, port);
  const retries = retryPolicy(mesh.config.defaultHttpRetryPolicy, false);
  return {
    name: 'default',
    match: { prefix: '/' },
    route: {
      cluster: outboundClusterName(port, '', service.hostname),
      timeout: '0s',
      maxGrpcTimeout: '0s',
      hashPolicy: hashPolicy ? [hashPolicy] : undefined,
      retryPolicy: retries ? retries : undefined,
    },
    decorator: { operation: `${service.hostname}:${port}/*` },
  };
}
