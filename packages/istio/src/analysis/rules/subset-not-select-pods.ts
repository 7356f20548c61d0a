import { endpointsOf } from '../../model/endpoints.ts';
import { isSubsetOf } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import { findingAt } from '../finding-at.ts';
import { fullHost } from '../lookup/full-host.ts';
import { describeLabels, type Labels } from '../lookup/labels.ts';
import type { Rule } from './rule.ts';

/**
 * A subset whose labels no endpoint of the host's services has: requests to it get 503 (istio
 * destinationrule/subset.go, which looks at the pods of all services alike).
 */
export const subsetNotSelectPods: Rule = (mesh) =>
  mesh.destinationRules.flatMap((resource) => {
    const labelSets = labelsBehind(mesh, fullHost(mesh, resource, resource.spec.host));
    return [...(resource.spec.subsets ?? []).entries()]
      .filter(([, { labels }]) => labelSets && !labelSets.some((endpoint) => has(endpoint, labels ?? {})))
      .map(([index, { name, labels }]) => {
        const message = `no pod of ${resource.spec.host} has the labels of subset "${name}" (${describeLabels(labels ?? {})}): requests to it get 503`;
        return findingAt(resource, ['spec', 'subsets', index, 'labels'], 'IST0173', message);
      });
  });

/** Labels of every endpoint of the host; undefined where the callers choose the address, or there is no service. */
function labelsBehind(mesh: Mesh, host: string): Labels[] | undefined {
  const services = mesh.services.filter(
    ({ hostname, resolution }) => isSubsetOf(hostname, host) && resolution !== 'passthrough',
  );
  if (services.length === 0) return undefined;
  return services.flatMap((service) =>
    service.ports.flatMap((port) => endpointsOf(mesh, service, port).map(({ labels }) => labels)),
  );
}

function has(endpoint: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => endpoint[key] === value);
}
