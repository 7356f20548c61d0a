import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { destinations } from '../lookup/destinations.ts';
import { findServices } from '../lookup/find-services.ts';
import type { Rule } from './rule.ts';

/**
 * A destination with several ports of which none is chosen: the port of the call is taken, and a gateway's own port is
 * seldom one of them (istio virtualservice/destinationhosts.go, `checkServiceEntryPorts`).
 */
export const destinationPortRequired: Rule = (mesh) =>
  destinations(mesh).flatMap(({ resource, path, destination, host }) => {
    if (destination.port?.number !== undefined) return [];
    const [service] = findServices(mesh, resource, host);
    const ports = service?.ports.map(({ port }) => port) ?? [];
    if (ports.length < 2) return [];
    return [finding('IST0112', { host, ports }, at(resource, [...path, 'host']))];
  });
