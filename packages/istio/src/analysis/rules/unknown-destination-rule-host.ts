import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { isWildcard } from '../../model/hostname.ts';
import { servicesByHost } from '../../model/registry-index.ts';
import { findServices } from '../lookup/find-services.ts';
import { fullHost } from '../lookup/full-host.ts';
import { hostHint, quoteHost } from '../lookup/host-hint.ts';
import type { Rule } from './rule.ts';

/**
 * A DestinationRule for a host that nothing has: it takes no effect (istio destinationrule/subset.go). A wildcard
 * counts when it covers some host.
 */
export const unknownDestinationRuleHost: Rule = (mesh) => {
  const services = servicesByHost(mesh);
  return mesh.destinationRules.flatMap((resource) => {
    const host = fullHost(mesh, resource, resource.spec.host);
    const isKnown = isWildcard(host)
      ? services.within(host, 1).length + services.covering(host, 1).length > 0
      : findServices(mesh, resource, host).length > 0;
    if (isKnown) return [];
    const quoted = quoteHost(mesh, resource, resource.spec.host);
    const hint = hostHint(mesh, resource, resource.spec.host);
    return [finding('IST0174', { host: quoted, hint }, at(resource, ['spec', 'host']))];
  });
};
