import { isSubsetOf, resolveShortName } from '../../model/hostname.ts';
import type { Mesh } from '../../model/mesh.ts';
import { findingAt } from '../validation/report.ts';
import type { Rule } from './rule.ts';

/** A subset whose labels no pod of the host's Services has: requests to it get 503 without an endpoint. */
export const subsetWithoutPods: Rule = (mesh) =>
  mesh.destinationRules.flatMap((resource) => {
    const { spec, metadata } = resource;
    const host = resolveShortName(spec.host, metadata.namespace ?? 'default', mesh.config.domain);
    const labelSets = labelsBehind(mesh, host);
    return [...(spec.subsets ?? []).entries()]
      .filter(([, { labels }]) => labelSets.length > 0 && !labelSets.some((pod) => has(pod, labels ?? {})))
      .map(([index, { name, labels }]) =>
        findingAt(resource, ['spec', 'subsets', index, 'labels'], {
          code: 'LAB0301',
          severity: 'warning',
          message: `no pod of ${host} has the labels of subset "${name}" (${describe(labels ?? {})}): requests to it fail with 503`,
        }),
      );
  });

type Labels = Readonly<Record<string, string>>;

function labelsBehind(mesh: Mesh, host: string): Labels[] {
  return mesh.services
    .filter(({ hostname, selector }) => isSubsetOf(hostname, host) && Object.keys(selector).length > 0)
    .flatMap(({ namespace, selector }) =>
      mesh.pods.filter((pod) => pod.namespace === namespace && has(pod.labels, selector)),
    )
    .map(({ labels }) => labels);
}

function has(pod: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => pod[key] === value);
}

function describe(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
