import type { HttpRoute, RouteDestination, VirtualServiceSpec } from '../resources/istio-types.ts';
import { oncePer } from '../resources/once-per.ts';
import type { Resource } from '../resources/resource.ts';
import { mergeDelegates } from './delegate.ts';
import { gatewayApiVirtualServices } from './gateway-api/virtual-services.ts';
import { resolveShortName } from './hostname.ts';
import type { Mesh } from './mesh.ts';
import { MESH_GATEWAY } from './mesh-gateway.ts';
import { compareAge } from './oldest-first.ts';
import { perMesh, perMeshAnd } from './per-mesh.ts';
import { readHttpRoute } from './read-http-route.ts';
import { readL4Route } from './read-l4-route.ts';
import type {
  RouteOrigin,
  TcpRoute,
  TlsRoute,
  VirtualService,
  WrittenVirtualService,
} from './virtual-service-types.ts';
import { isVisibleFrom } from './visibility.ts';

export { MESH_GATEWAY } from './mesh-gateway.ts';
export type { VirtualService } from './virtual-service-types.ts';

/**
 * All written VirtualServices with hosts, oldest first; one without hosts is a delegate and only lives in its roots.
 */
export const virtualServicesOf: (mesh: Mesh) => readonly VirtualService[] = perMesh((mesh) => {
  const all = mesh.virtualServices.map((resource) => resolved(mesh, resource));
  const delegates = new Map(
    all
      .filter(({ hosts }) => hosts.length === 0)
      .map((delegate) => [`${delegate.namespace}/${delegate.name}`, delegate]),
  );
  return all
    .filter(({ hosts }) => hosts.length > 0)
    .map((root) => readRoutes(mergeDelegates(root, delegates)));
});

const resolved = perMeshAnd((mesh, resource: Resource<VirtualServiceSpec>) =>
  resolve(resource, mesh.config.domain),
);

/** The written ones and those made from HTTPRoutes. */
export const allVirtualServices: (mesh: Mesh) => readonly VirtualService[] = perMesh((mesh) =>
  [...virtualServicesOf(mesh), ...gatewayApiVirtualServices(mesh)].sort((a, b) =>
    compareAge(a.resource, b.resource),
  ),
);

/** Those of each gateway to which they are bound, oldest first. */
const virtualServicesByGateway = perMesh((mesh) => {
  const byGateway = new Map<string, VirtualService[]>();
  for (const virtualService of allVirtualServices(mesh)) {
    for (const gateway of new Set(virtualService.gateways)) {
      const bound = byGateway.get(gateway);
      if (bound) bound.push(virtualService);
      else byGateway.set(gateway, [virtualService]);
    }
  }
  return byGateway;
});

/**
 * The VirtualServices bound to a gateway (`NAMESPACE/NAME`, or `mesh`) that proxies of a namespace see, in the
 * order in which Istio lets them win: the namespace's private ones, those exported to it by name, those made from
 * HTTPRoutes of the namespace, public ones; in each group the oldest first (istio push_context.go,
 * `VirtualServicesForGateway`).
 */
export function virtualServicesFor(mesh: Mesh, namespace: string, gateway: string): VirtualService[] {
  const bound = virtualServicesByGateway(mesh).get(gateway) ?? [];
  const visible = bound.filter((candidate) =>
    isVisibleFrom(namespace, candidate.namespace, candidate.exportTo),
  );
  const rank = ({ namespace: own, exportTo, semantics }: VirtualService) => {
    const isOwn = own === namespace;
    if (exportTo.length > 0 && !exportTo.includes('*')) return isOwn ? 0 : 1;
    return isOwn && semantics === 'gateway-api' ? 2 : 3;
  };
  return visible.sort((a, b) => rank(a) - rank(b));
}

/**
 * Where the n-th HTTP route of a VirtualService is written, by the name that an emitted route gives: that of the
 * VirtualService itself, or the one that Istio makes of HTTPRoutes. Undefined where there is none.
 */
export function routeOrigin(
  mesh: Mesh,
  { namespace, name }: Pick<VirtualService, 'namespace' | 'name'>,
  index: number,
): RouteOrigin | undefined {
  const found = allVirtualServices(mesh).find(
    (candidate) => candidate.name === name && candidate.namespace === namespace,
  );
  return found?.origins[index];
}

const readRoutes = oncePer(
  (written: WrittenVirtualService): VirtualService => ({
    ...written,
    http: written.http.map((route) => readHttpRoute(route, written.semantics)),
    tls: written.tls.map(readL4Route),
    tcp: written.tcp.map(readL4Route),
  }),
);

function resolve(resource: Resource<VirtualServiceSpec>, domain: string): WrittenVirtualService {
  const { spec, metadata } = resource;
  const namespace = metadata.namespace ?? 'default';
  const host = (name: string) => resolveShortName(name, namespace, domain);
  return {
    semantics: 'istio',
    name: metadata.name,
    namespace,
    hosts: (spec.hosts ?? []).map(host),
    gateways: spec.gateways?.length
      ? spec.gateways.map((name) => gatewayName(name, namespace))
      : [MESH_GATEWAY],
    exportTo: spec.exportTo ?? [],
    http: (spec.http ?? []).map((route) => resolveHttpRoute(route, namespace, host)),
    tls: (spec.tls ?? []).map((route) => resolveL4Route(route, namespace, host)),
    tcp: (spec.tcp ?? []).map((route) => resolveL4Route(route, namespace, host)),
    resource,
    origins: (spec.http ?? []).map((_, index) => ({ resource, path: ['spec', 'http', index] })),
  };
}

type ResolveHost = (name: string) => string;

function resolveHttpRoute(route: HttpRoute, namespace: string, host: ResolveHost): HttpRoute {
  return {
    ...route,
    ...(route.match && { match: route.match.map((match) => resolveGateways(match, namespace)) }),
    ...(route.route && { route: route.route.map((entry) => resolveDestination(entry, host)) }),
    ...(route.mirror && { mirror: { ...route.mirror, host: host(route.mirror.host) } }),
    ...(route.mirrors && { mirrors: route.mirrors.map((entry) => resolveDestination(entry, host)) }),
  };
}

function resolveL4Route<Route extends TlsRoute | TcpRoute>(
  route: Route,
  namespace: string,
  host: ResolveHost,
): Route {
  return {
    ...route,
    ...(route.match && { match: route.match.map((match) => resolveGateways(match, namespace)) }),
    ...(route.route && { route: route.route.map((entry) => resolveDestination(entry, host)) }),
  };
}

function resolveGateways<Match extends { gateways?: string[] }>(match: Match, namespace: string): Match {
  return match.gateways
    ? { ...match, gateways: match.gateways.map((name) => gatewayName(name, namespace)) }
    : match;
}

function resolveDestination<Entry extends { destination?: RouteDestination }>(
  entry: Entry,
  host: ResolveHost,
): Entry {
  return entry.destination
    ? { ...entry, destination: { ...entry.destination, host: host(entry.destination.host) } }
    : entry;
}

/** `NAMESPACE/NAME` of a gateway as a VirtualService names it; the old form `NAME.NAMESPACE…` still works. */
function gatewayName(name: string, namespace: string): string {
  if (name === MESH_GATEWAY) return name;
  if (name.startsWith('./')) return `${namespace}/${name.slice(2)}`;
  if (name.includes('/')) return name;
  const [first = '', second] = name.split('.');
  return `${second ?? namespace}/${first}`;
}
