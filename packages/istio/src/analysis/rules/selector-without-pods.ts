import type { Mesh } from '../../model/mesh.ts';
import { selects } from '../../model/policy-attachment.ts';
import type { Pod } from '../../model/registry.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Finding } from '../finding.ts';
import { findingAt } from '../finding-at.ts';
import { describeLabels, type Labels } from '../lookup/labels.ts';
import { didYouMean } from '../suggest.ts';
import type { Rule } from './rule.ts';

/**
 * A Gateway, Sidecar or Telemetry whose selector no pod has (istio gateway/gateway.go, sidecar/selector.go,
 * telemetry/selector.go). A warning where Istio has an error: a workload scaled to nothing looks the same. Where the
 * files hold no gateway at all, the cluster has it: nothing is said of a Gateway then.
 */
export const selectorWithoutPods: Rule = (mesh) => [
  ...mesh.gateways.flatMap((resource) =>
    mesh.pods.some(({ proxy }) => proxy === 'gateway')
      ? report(resource, ['spec', 'selector'], resource.spec.selector, mesh.pods)
      : [],
  ),
  ...mesh.sidecars.flatMap((resource) =>
    report(
      resource,
      ['spec', 'workloadSelector', 'labels'],
      resource.spec.workloadSelector?.labels,
      podsOf(mesh, resource),
    ),
  ),
  ...mesh.telemetries.flatMap((resource) =>
    report(
      resource,
      ['spec', 'selector', 'matchLabels'],
      resource.spec.selector?.matchLabels,
      podsOf(mesh, resource),
    ),
  ),
];

function podsOf(mesh: Mesh, { metadata }: Resource): Pod[] {
  return mesh.pods.filter(({ namespace }) => namespace === metadata.namespace);
}

function report(
  resource: Resource,
  path: FieldPath,
  labels: Labels | undefined,
  pods: readonly Pod[],
): Finding[] {
  if (Object.keys(labels ?? {}).length === 0) return [];
  if (pods.some((pod) => selects({ matchLabels: labels ?? {} }, pod.labels))) return [];
  const wanted = describeLabels(labels ?? {});
  const hint = didYouMean(
    wanted,
    pods.map((pod) => describeLabels(pick(pod.labels, labels ?? {}))),
  );
  const message = `no pod of these files has the labels ${wanted}, so without another this ${resource.kind} has no effect${hint}`;
  return [findingAt(resource, path, 'IST0101', message, 'warning')];
}

/** Those of a pod's labels that the selector asks for. */
function pick(labels: Labels, wanted: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key in wanted));
}
