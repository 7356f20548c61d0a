import { finding } from '../../findings/finding.ts';
import { LISTED } from '../../findings/list-names.ts';
import { at } from '../../findings/place.ts';
import { type HostIndex, hostIndex } from '../../model/host-index.ts';
import { MESH_GATEWAY, type VirtualService, virtualServicesOf } from '../../model/virtual-service.ts';
import type { Rule } from './rule.ts';

/**
 * Two VirtualServices that route calls in the mesh to the same host: a sidecar uses one and forgets the other
 * (istio virtualservice/conflictingmeshgatewayhosts.go). Those exported to other namespaces do not meet.
 */
export const conflictingMeshHosts: Rule = (mesh) => {
  const inMesh = virtualServicesOf(mesh).filter(({ gateways }) => gateways.includes(MESH_GATEWAY));
  const index = indexRoutes(inMesh);
  const order = new Map(inMesh.map((route, place) => [route, place]));
  return inMesh.flatMap((own) => {
    for (const [place, host] of own.hosts.entries()) {
      const met = rivals(index, own, host);
      if (met.length === 0) continue;
      met.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
      const names = met.map(({ namespace, name }) => `${namespace}/${name}`);
      return [finding('IST0109', { host, rivals: names }, at(own.resource, ['spec', 'hosts', place]))];
    }
    return [];
  });
};

interface RouteIndex {
  /** By `NAMESPACE HOST` for each namespace that sees them; `*` is all. */
  readonly byScope: ReadonlyMap<string, readonly VirtualService[]>;
  readonly open: HostIndex<VirtualService>;
  readonly limited: HostIndex<VirtualService>;
}

function indexRoutes(routes: readonly VirtualService[]): RouteIndex {
  const byHost = (some: readonly VirtualService[]) =>
    hostIndex(some.flatMap((route) => route.hosts.map((host): [string, VirtualService] => [host, route])));
  const entries = routes.flatMap((route) =>
    route.hosts.flatMap((host) => scopesOf(route).map((scope) => ({ key: `${scope} ${host}`, route }))),
  );
  const grouped = [...Map.groupBy(entries, ({ key }) => key)];
  return {
    byScope: new Map(grouped.map(([key, same]) => [key, same.map(({ route }) => route)])),
    open: byHost(routes.filter(isOpen)),
    limited: byHost(routes.filter((route) => !isOpen(route))),
  };
}

/**
 * Public ones meet on the same name; where one is for chosen namespaces only, a wildcard covers names as well. No more
 * than a message lists.
 */
function rivals({ byScope, open, limited }: RouteIndex, own: VirtualService, host: string): VirtualService[] {
  // One of those that are found may be `own`.
  const most = LISTED + 2;
  const others = isOpen(own) ? limited : open;
  const found = [
    ...scopesOf(own).flatMap((scope) => byScope.get(`${scope} ${host}`)?.slice(0, most) ?? []),
    ...others.covering(host, most),
    ...others.within(host, most),
  ];
  return [...new Set(found)].filter((route) => route !== own);
}

function isOpen(route: VirtualService): boolean {
  return scopesOf(route).includes('*');
}

/** The namespaces that see it; `*` is all. */
function scopesOf({ exportTo, namespace }: VirtualService): string[] {
  if (exportTo.length === 0 || exportTo.includes('*')) return ['*'];
  return exportTo.map((entry) => (entry === '.' ? namespace : entry));
}
