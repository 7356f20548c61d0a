import { hostForms } from '../../model/host-forms.ts';
import { isSubsetOf, isWildcard, mostSpecificMatch } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import { isHttp } from '../../model/protocol.ts';
import type { Pod, Service, ServicePort } from '../../model/registry.ts';
import type { SidecarScope } from '../../model/sidecar-scope.ts';
import { MESH_GATEWAY, type VirtualService } from '../../model/virtual-service.ts';
import { outboundClusterName } from '../clusters/cluster-name.ts';
import type { Route, RouteConfiguration, VirtualHost } from '../types.ts';
import { catchAllVirtualHost } from './catch-all-virtual-host.ts';
import { serviceHashPolicy } from './hash-policy.ts';
import { httpRoutes } from './http-route.ts';
import { retryPolicy } from './retry.ts';
import { routeConfiguration } from './route-configuration.ts';
import type { RouteContext } from './route-context.ts';

/** The virtual hosts to be: which names share which routes. */
interface HostGroup {
  readonly services: readonly Service[];
  /** Hosts of a VirtualService that no service has. */
  readonly otherHosts: readonly string[];
  readonly routes: readonly Route[];
}

/**
 * The route table of an outbound HTTP port: a virtual host for each service that has the port, routed by the
 * first VirtualService that names it, else straight to it; anything else by the outbound traffic policy
 * (istio httproute.go, `buildSidecarOutboundHTTPRouteConfig`).
 */
export function sidecarRoutes(mesh: Mesh, pod: Pod, scope: SidecarScope, port: number): RouteConfiguration {
  const hosts = outboundVirtualHosts(mesh, pod, scope, port);
  return routeConfiguration(String(port), [...hosts, catchAllVirtualHost(scope.outboundTrafficPolicy)]);
}

/**
 * The route table of one service's port whose protocol the proxy finds out itself: as the listener is the
 * service's own, any Host leads to it.
 */
export function sniffedServiceRoutes(
  mesh: Mesh,
  pod: Pod,
  scope: SidecarScope,
  { hostname }: Service,
  port: number,
): RouteConfiguration {
  const own = outboundVirtualHosts(mesh, pod, scope, port).filter(({ domains }) =>
    domains.includes(hostname),
  );
  return routeConfiguration(
    `${hostname}:${port}`,
    own.map((host) => ({ ...host, domains: ['*'] })),
  );
}

/** Whether HTTP routing applies to a port: it carries HTTP, or might. */
export function mayCarryHttp({ protocol }: ServicePort): boolean {
  return isHttp(protocol) || protocol === 'unset';
}

function outboundVirtualHosts(mesh: Mesh, pod: Pod, scope: SidecarScope, port: number): VirtualHost[] {
  const services = new Map(
    scope.imported.flatMap((service) => {
      const own = service.ports.filter((entry) => entry.port === port);
      return own.length > 0 ? [[service.hostname.toLowerCase(), { ...service, ports: own }] as const] : [];
    }),
  );
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
  pod: Pod,
  scope: SidecarScope,
  services: ReadonlyMap<string, Service>,
  port: number,
): HostGroup[] {
  const context: RouteContext = {
    mesh,
    pod,
    gateway: MESH_GATEWAY,
    port,
    isTls: false,
    lookUp: (host) => services.get(host),
    lookUpPolicy: (host) => scope.services.find(({ hostname }) => hostname === host),
  };
  // Hosts that are no service's are served on port 80 only, which is where a proxy expects names it knows nothing of.
  const relevant = scope.virtualServices.filter(
    (candidate) => port === 80 || namesService(candidate, services),
  );
  return relevant.flatMap((virtualService) => {
    const routes = httpRoutes(virtualService, context);
    if (routes.length === 0) return [];
    const group = splitHosts(virtualService, services, scope);
    if (virtualService.semantics === 'gateway-api' && !mayRoute(virtualService, group.services, pod))
      return [];
    const reachable = group.services.filter(({ ports }) => ports.some(mayCarryHttp));
    return reachable.length > 0 || port === 80 ? { ...group, services: reachable, routes } : [];
  });
}

/** Routes of the Gateway API are those of the service's namespace, for all, and those of the caller's, for it. */
function mayRoute({ namespace }: VirtualService, services: readonly Service[], pod: Pod): boolean {
  return services.some((service) => service.namespace === namespace || pod.namespace === namespace);
}

function namesService({ hosts }: VirtualService, services: ReadonlyMap<string, Service>): boolean {
  return hosts.some((host) =>
    [...services.keys()].some(
      (name) => isSubsetOf(name, host.toLowerCase()) || isSubsetOf(host.toLowerCase(), name),
    ),
  );
}

/**
 * A wildcard host stands for the services for which no other VirtualService has a more specific one
 * (istio route.go, `separateVSHostsAndServices`).
 */
function splitHosts(
  virtualService: VirtualService,
  services: ReadonlyMap<string, Service>,
  scope: SidecarScope,
): Omit<HostGroup, 'routes'> {
  const found = new Set<Service>();
  const otherHosts: string[] = [];
  for (const host of virtualService.hosts.map((entry) => entry.toLowerCase())) {
    const matching = [...services.values()].filter(({ hostname }) =>
      isWildcard(host) ? isSubsetOf(hostname.toLowerCase(), host) : hostname.toLowerCase() === host,
    );
    // An HTTPRoute whose parent is a ServiceEntry with such a host takes no effect.
    if (virtualService.semantics === 'gateway-api' && isWildcard(host)) continue;
    if (matching.length === 0) otherHosts.push(host);
    for (const service of matching) {
      if (!isWildcard(host) || mostSpecificFor(service, scope) === virtualService) found.add(service);
    }
  }
  return { services: [...found], otherHosts };
}

function mostSpecificFor(
  { hostname }: Service,
  { virtualServices }: SidecarScope,
): VirtualService | undefined {
  const best = mostSpecificMatch(
    hostname,
    virtualServices.flatMap(({ hosts }) => hosts),
  );
  return virtualServices.find(({ hosts }) => best !== undefined && hosts.includes(best));
}

function defaultRoute(mesh: Mesh, pod: Pod, service: Service, port: number): Route {
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

/** The first group that claims a name has it; a host left without any domain is left out. */
function virtualHosts(groups: readonly HostGroup[], pod: Pod, domain: string, port: number): VirtualHost[] {
  const names = new Set<string>();
  const claimed = new Set<string>();
  const fullNames = new Set(groups.flatMap(({ services }) => services.map(({ hostname }) => hostname)));
  const build = (hostname: string, candidates: readonly string[], routes: readonly Route[]) => {
    const name = `${hostname}:${port}`;
    const domains = candidates.filter((candidate) => !claimed.has(candidate.toLowerCase()));
    if (names.has(name) || domains.length === 0) return [];
    names.add(name);
    for (const entry of domains) claimed.add(entry.toLowerCase());
    return { name, domains, routes, includeRequestAttemptCount: true };
  };
  const hosts = groups.flatMap(({ services, otherHosts, routes }) => [
    ...otherHosts.flatMap((host) => build(host, [host], routes)),
    ...services.flatMap((service) => {
      const { domains, shortForms } = hostForms(service, pod.namespace, domain);
      const own = domains.filter((entry) => !(shortForms.has(entry) && fullNames.has(entry)));
      return build(service.hostname, own, routes);
    }),
  ]);
  return hosts.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}
