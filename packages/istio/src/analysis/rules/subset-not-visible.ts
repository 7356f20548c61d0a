import { finding } from '../../findings/finding.ts';
import { LISTED } from '../../findings/list-names.ts';
import { at } from '../../findings/place.ts';
import {
  destinationRuleFor,
  differingProxies,
  ELSEWHERE,
  namespacesApart,
} from '../../model/destination-rule.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMeshAnd } from '../../model/per-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import type { VirtualService } from '../../model/virtual-service.ts';
import { type DestinationPlace, destinationsIn } from '../lookup/destinations.ts';
import { findServices } from '../lookup/find-services.ts';
import { resolvedVirtualService } from '../lookup/resolved-virtual-services.ts';
import { type Followers, gatewayFollowers, reaches, routeFollowers } from '../lookup/route-followers.ts';
import { subsetOwners } from '../lookup/subset-owners.ts';
import type { Rule } from './rule.ts';

/**
 * A subset that exists, in a DestinationRule that the proxies which follow the route do not use: one is looked up in
 * the proxy's namespace, then the service's, then the root namespace, and `exportTo` may hide it. They answer 503
 * (Istio traffic management best practices, "Cross namespace configuration").
 */
export const subsetNotVisible: Rule = (mesh) =>
  mesh.virtualServices.flatMap((resource) => {
    const route = resolvedVirtualService(mesh, resource);
    return route ? notVisible(mesh, route) : [];
  });

const notVisible = perMeshAnd((mesh, route: VirtualService) =>
  destinationsIn(mesh, route.resource as Mesh['virtualServices'][number]).flatMap((place) => {
    const { resource, path, destination, host } = place;
    const { subset } = destination;
    const owner = subset && subsetOwners(mesh, host).get(subset)?.metadata;
    if (!owner) return [];
    const namespaces = [...new Set(blindNamespaces(mesh, route, place))].sort();
    if (namespaces.length === 0) return [];
    const args = { namespaces, subset, host, rule: `${owner.namespace}/${owner.name}` };
    return [finding('LAB0306', args, at(resource, [...path, 'subset']))];
  }),
);

type Proxy = Pick<Pod, 'namespace' | 'labels'>;

/** Namespaces with a proxy that follows the route and does not see the subset; more than a message lists are not sought. */
function blindNamespaces(mesh: Mesh, route: VirtualService, place: DestinationPlace): string[] {
  const { resource, destination, host } = place;
  const services = findServices(mesh, resource, host);
  const sees = (proxy: Proxy) =>
    services.every((service) =>
      destinationRuleFor(mesh, proxy, service)?.subsets.some(({ name }) => name === destination.subset),
    );
  const isBlind = ({ pods }: Followers) =>
    services.some((service) => !differingProxies(mesh, pods, service).every(sees));
  const apart = new Set(services.flatMap((service) => [...namespacesApart(mesh, service)]));
  const { everything, selected } = routeFollowers(mesh);
  const blindOf = (namespace: string) => {
    const followers = everything.get(namespace);
    return followers && reaches(route, namespace) && isBlind(followers) ? [namespace] : [];
  };
  return [
    ...gatewayFollowers(mesh, route).flatMap((pod) => (sees(pod) ? [] : pod.namespace)),
    ...selected(route).flatMap((followers) => (isBlind(followers) ? followers.namespace : [])),
    ...[...apart].flatMap(blindOf),
    ...(sees(ELSEWHERE) ? [] : elsewhere(route, everything, apart)),
  ];
}

/** Of the namespaces that no DestinationRule sets apart, the first that follow the route. */
function elsewhere(
  route: VirtualService,
  all: ReadonlyMap<string, Followers>,
  apart: ReadonlySet<string>,
): string[] {
  const { exportTo, namespace } = route;
  const isPublic = exportTo.length === 0 || exportTo.includes('*');
  const known = isPublic ? all.keys() : exportTo.map((entry) => (entry === '.' ? namespace : entry));
  const found: string[] = [];
  for (const name of known) {
    if (found.length > LISTED) break;
    if (all.has(name) && !apart.has(name) && reaches(route, name)) found.push(name);
  }
  return found;
}
