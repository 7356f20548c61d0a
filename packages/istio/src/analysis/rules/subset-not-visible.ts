import { destinationRuleFor } from '../../model/destination-rule.ts';
import { isSubsetOf } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import { selects } from '../../model/policy-attachment.ts';
import type { Pod } from '../../model/registry.ts';
import { sidecarScopeOf } from '../../model/sidecar-scope.ts';
import { type VirtualService, virtualServicesOf } from '../../model/virtual-service.ts';
import type { Resource } from '../../resources/resource.ts';
import { findingAt } from '../finding-at.ts';
import { type DestinationPlace, destinations } from '../lookup/destinations.ts';
import { findServices } from '../lookup/find-services.ts';
import { fullHost } from '../lookup/full-host.ts';
import type { Rule } from './rule.ts';

/**
 * A subset that exists, in a DestinationRule that the proxies which follow the route do not use: one is looked up in
 * the proxy's namespace, then the service's, then the root namespace, and `exportTo` may hide it. They answer 503
 * (Istio traffic management best practices, "Cross namespace configuration").
 */
export const subsetNotVisible: Rule = (mesh) => {
  const routed = virtualServicesOf(mesh);
  return destinations(mesh).flatMap((place) => {
    const { resource, path, destination, host } = place;
    const route = routed.find((candidate) => candidate.resource === resource);
    const owner = destination.subset && ownerOf(mesh, place);
    if (!route || !owner) return [];
    const blind = clientsOf(mesh, route).filter((pod) => !sees(mesh, pod, place));
    const namespaces = [...new Set(blind.map(({ namespace }) => namespace))].sort();
    if (namespaces.length === 0) return [];
    const message = `proxies of namespace ${namespaces.join(', ')} follow this route and do not see subset "${destination.subset}" of ${host}: DestinationRule ${owner} is not for them, so they answer 503`;
    return [findingAt(resource, [...path, 'subset'], 'LAB0306', message)];
  });
};

/** A DestinationRule that has the subset. */
function ownerOf(mesh: Mesh, { destination, host }: DestinationPlace): string | undefined {
  const owner = mesh.destinationRules.find(
    (rule) =>
      isSubsetOf(host, fullHost(mesh, rule, rule.spec.host)) &&
      rule.spec.subsets?.some(({ name }) => name === destination.subset),
  );
  return owner && `${owner.metadata.namespace}/${owner.metadata.name}`;
}

/** The pods whose proxy has the route: sidecars that import it, and the gateways it is bound to. */
function clientsOf(mesh: Mesh, route: VirtualService): Pod[] {
  const bound = mesh.gateways.filter((gateway) => route.gateways.includes(nameOf(gateway)));
  return mesh.pods.filter((pod) => {
    if (pod.proxy === 'none') return false;
    if (pod.proxy === 'gateway')
      return bound.some(({ spec }) => selects({ matchLabels: spec.selector ?? {} }, pod.labels));
    return sidecarScopeOf(mesh, pod).virtualServices.includes(route);
  });
}

function nameOf({ metadata }: Resource): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function sees(mesh: Mesh, pod: Pod, { resource, destination, host }: DestinationPlace): boolean {
  return findServices(mesh, resource, host).every((service) =>
    destinationRuleFor(mesh, pod, service)?.spec.subsets?.some(({ name }) => name === destination.subset),
  );
}
