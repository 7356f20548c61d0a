import { finding } from '../../findings/finding.ts';
import { listNames } from '../../findings/list-names.ts';
import { at } from '../../findings/place.ts';
import type { Resource } from '../../resources/resource.ts';
import { destinations } from '../lookup/destinations.ts';
import { findServices } from '../lookup/find-services.ts';
import { hostHint, quoteHost } from '../lookup/host-hint.ts';
import type { Rule } from './rule.ts';

/**
 * A destination that is no Service and no ServiceEntry's host, or a port that it does not have: 503 for every request
 * (istio virtualservice/destinationhosts.go).
 */
export const referencedHostNotFound: Rule = (mesh, resources) => {
  const aliases = externalNames(resources, mesh.config.domain);
  return destinations(mesh)
    .filter(({ host }) => !aliases.has(host))
    .flatMap(({ resource, path, destination, host }) => {
      const services = findServices(mesh, resource, host);
      if (services.length === 0) {
        const quoted = quoteHost(mesh, resource, destination.host);
        const hint = hostHint(mesh, resource, destination.host);
        return [finding('IST0101.host', { host: quoted, hint }, at(resource, [...path, 'host']))];
      }
      const ports = services.flatMap((service) => service.ports.map(({ port }) => port));
      const number = destination.port?.number;
      if (number === undefined || ports.includes(number)) return [];
      const known = listNames([...new Set(ports)]);
      const place = at(resource, [...path, 'port', 'number']);
      return [finding('IST0101.port', { host, port: number, ports: known }, place)];
    });
};

/** Services of type ExternalName: a name that the registry does not hold, and that is there. */
function externalNames(resources: readonly Resource[], domain: string): Set<string> {
  const aliases = resources.filter(
    ({ kind, spec }) => kind === 'Service' && (spec as { type?: string }).type === 'ExternalName',
  );
  return new Set(aliases.map(({ metadata }) => `${metadata.name}.${metadata.namespace}.svc.${domain}`));
}
