import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { MESH_GATEWAY, type VirtualService, virtualServicesOf } from '../../model/virtual-service.ts';
import { destinations } from '../lookup/destinations.ts';
import { resolvedVirtualService } from '../lookup/resolved-virtual-services.ts';
import type { Rule } from './rule.ts';

/**
 * A route of a gateway to a whole service, where another VirtualService splits that service by subsets: that one
 * routes calls in the mesh only, and requests from the gateway take all subsets alike
 * (istio virtualservice/destinationhosts.go, `analyzeSubset`).
 */
export const ingressRoutesNotAffected: Rule = (mesh) => {
  const splitting = splittingServices(virtualServicesOf(mesh));
  return destinations(mesh).flatMap(({ resource, path, destination: { subset }, host }) => {
    const own = resolvedVirtualService(mesh, resource);
    const isHttpRoute = path[1] === 'http' && path[3] === 'route';
    if (!own || !isHttpRoute || subset || own.gateways.every((gateway) => gateway === MESH_GATEWAY))
      return [];
    const other = splitting.get(host)?.find((one) => one !== own && isApart(one, own.gateways));
    if (!other) return [];
    return [finding('IST0140', { host, other: `${other.namespace}/${other.name}` }, at(resource, path))];
  });
};

/** VirtualServices by the hosts that they route by subsets. */
function splittingServices(all: readonly VirtualService[]): Map<string, VirtualService[]> {
  const entries = all.flatMap((route) => {
    const targets = route.http.flatMap(({ route: entries = [] }) =>
      entries.map(({ destination }) => destination),
    );
    const split = new Set(targets.flatMap((target) => (target?.subset ? target.host : [])));
    return route.hosts.filter((host) => split.has(host)).map((host) => ({ host, route }));
  });
  const grouped = [...Map.groupBy(entries, ({ host }) => host)];
  return new Map(grouped.map(([host, same]) => [host, same.map(({ route }) => route)]));
}

/** Whether it is bound to none of the gateways. */
function isApart({ gateways }: VirtualService, others: readonly string[]): boolean {
  return gateways.every((gateway) => gateway === MESH_GATEWAY || !others.includes(gateway));
}
