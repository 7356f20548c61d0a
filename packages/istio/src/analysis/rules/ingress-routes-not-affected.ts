import { MESH_GATEWAY, type VirtualService, virtualServicesOf } from '../../model/virtual-service.ts';
import { findingAt } from '../finding-at.ts';
import { destinations } from '../lookup/destinations.ts';
import type { Rule } from './rule.ts';

/**
 * A route of a gateway to a whole service, where another VirtualService splits that service by subsets: that one
 * routes calls in the mesh only, and requests from the gateway take all subsets alike
 * (istio virtualservice/destinationhosts.go, `analyzeSubset`).
 */
export const ingressRoutesNotAffected: Rule = (mesh) => {
  const all = virtualServicesOf(mesh);
  return destinations(mesh).flatMap(({ resource, path, destination: { subset }, host }) => {
    const own = all.find((candidate) => candidate.resource === resource);
    const isHttpRoute = path[1] === 'http' && path[3] === 'route';
    if (!own || !isHttpRoute || subset || own.gateways.every((gateway) => gateway === MESH_GATEWAY))
      return [];
    const splitting = all.find((other) => other !== own && splits(other, host, own.gateways));
    if (!splitting) return [];
    const name = `${splitting.namespace}/${splitting.name}`;
    const message = `requests from the gateway reach all of ${host} alike: the subsets in VirtualService ${name} are for calls in the mesh only`;
    return [findingAt(resource, path, 'IST0140', message)];
  });
};

/** Whether it routes the host by subsets, and is bound to none of the gateways. */
function splits({ hosts, gateways, http }: VirtualService, host: string, others: readonly string[]): boolean {
  const isApart = gateways.every((gateway) => gateway === MESH_GATEWAY || !others.includes(gateway));
  const targets = http.flatMap(({ route = [] }) => route.map(({ destination }) => destination));
  return isApart && hosts.includes(host) && targets.some((target) => target?.subset && target.host === host);
}
