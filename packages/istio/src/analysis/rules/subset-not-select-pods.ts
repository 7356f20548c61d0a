import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { endpointsOf } from '../../model/endpoints.ts';
import { type LabelIndex, labelIndex } from '../../model/label-index.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import { servicesByHost } from '../../model/registry-index.ts';
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
      .filter(([, { labels }]) => labelSets?.having(labels ?? {}).length === 0)
      .map(([index, { name, labels }]) => {
        const args = { host: resource.spec.host, subset: name, labels: describeLabels(labels ?? {}) };
        return finding('IST0173', args, at(resource, ['spec', 'subsets', index, 'labels']));
      });
  });

type LabelSets = LabelIndex<Labels> | undefined;

/** Labels of every endpoint of the host; undefined where the callers choose the address, or there is no service. */
function labelsBehind(mesh: Mesh, host: string): LabelSets {
  return labelSets(mesh).of(host);
}

const labelSets = perMesh((mesh) => {
  const known = new Map<string, LabelSets>();
  return {
    /** Collected when they are asked for. */
    from: [mesh.services, mesh.pods, mesh.config],
    of(host: string): LabelSets {
      if (!known.has(host)) known.set(host, collectLabels(mesh, host));
      return known.get(host);
    },
  };
});

function collectLabels(mesh: Mesh, host: string): LabelSets {
  const services = servicesByHost(mesh)
    .within(host)
    .filter(({ resolution }) => resolution !== 'passthrough');
  if (services.length === 0) return undefined;
  const sets = services.flatMap((service) =>
    service.ports.flatMap((port) => endpointsOf(mesh, service, port).map(({ labels }) => labels)),
  );
  // Replicas of one workload share theirs.
  return labelIndex([...new Set(sets)], (labels) => labels);
}
