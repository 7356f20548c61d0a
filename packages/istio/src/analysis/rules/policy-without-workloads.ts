import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { labelIndex } from '../../model/label-index.ts';
import { DATAPLANE_MODE_LABEL } from '../lookup/injection-labels.ts';
import { describeLabels } from '../lookup/labels.ts';
import type { Rule } from './rule.ts';

/**
 * An AuthorizationPolicy that reaches no workload with a proxy, so that it guards nothing
 * (istio authz/authorizationpolicies.go, `analyzeNoMatchingWorkloads`).
 */
export const policyWithoutWorkloads: Rule = (mesh) => {
  const isAmbient = (namespace: string) =>
    mesh.namespaces.get(namespace)?.metadata.labels?.[DATAPLANE_MODE_LABEL] === 'ambient';
  const inMesh = mesh.pods.filter(({ proxy, namespace }) => proxy !== 'none' || isAmbient(namespace));
  const everywhere = labelIndex(inMesh, ({ labels }) => labels);
  const byNamespace = new Map(
    [...Map.groupBy(inMesh, ({ namespace }) => namespace)].map(([namespace, pods]) => [
      namespace,
      labelIndex(pods, ({ labels }) => labels),
    ]),
  );
  return mesh.authorizationPolicies.flatMap((resource) => {
    const { selector, targetRef, targetRefs } = resource.spec;
    const { namespace } = resource.metadata;
    const isRoot = namespace === mesh.config.rootNamespace;
    if ((isRoot && !selector) || targetRef || targetRefs) return [];
    const reachable = isRoot ? everywhere : byNamespace.get(namespace ?? '');
    if (reachable && reachable.having(selector?.matchLabels ?? {}).length > 0) return [];
    const labels = selector && describeLabels(selector.matchLabels ?? {});
    const place = at(resource, selector ? ['spec', 'selector'] : ['metadata', 'namespace']);
    return [finding('IST0127', { labels, namespace: isRoot ? undefined : namespace }, place)];
  });
};
