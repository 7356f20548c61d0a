import { findingAt } from '../../findings/finding-at.ts';
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
    const message = `host ${quoteHost(mesh, resource, resource.spec.host)} is neither a Service nor a ServiceEntry's host, so this rule has no effect${hostHint(mesh, resource, resource.spec.host)}`;
    return [findingAt(resource, ['spec', 'host'], 'IST0174', message)];
  });
};
