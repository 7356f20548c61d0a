import { type Finding, finding } from '../../findings/finding.ts';
import { HINTS } from '../../findings/hints.ts';
import { at } from '../../findings/place.ts';
import { createHints } from '../../findings/suggest.ts';
import type { Pod } from '../../model/registry.ts';
import { podsWith } from '../../model/registry-index.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import { describeLabels, type Labels } from '../lookup/labels.ts';
import type { Rule } from './rule.ts';

/**
 * A Gateway, Sidecar or Telemetry whose selector no pod has (istio gateway/gateway.go, sidecar/selector.go,
 * telemetry/selector.go). A warning where Istio has an error: a workload scaled to nothing looks the same. Where the
 * files hold no gateway at all, the cluster has it: nothing is said of a Gateway then.
 */
export const selectorWithoutPods: Rule = (mesh) => {
  const hint = createHints();
  const gateway = mesh.pods.find(({ proxy }) => proxy === 'gateway');
  const report = (
    resource: Resource,
    path: FieldPath,
    labels: Labels = {},
    namespace?: string,
  ): Finding[] => {
    if (Object.keys(labels).length === 0 || podsWith(mesh, labels, namespace).length > 0) return [];
    const wanted = describeLabels(labels);
    const written = () =>
      podsWith(mesh, {}, namespace).map((pod) => describeLabels(pick(pod.labels, labels)));
    const toWrite =
      hint(wanted, written, namespace) || (resource.kind === 'Gateway' ? gatewayHint(gateway) : '');
    const args = { kind: resource.kind, labels: wanted, hint: toWrite };
    return [finding('IST0101.pods', args, at(resource, path))];
  };
  const { gateways, sidecars, telemetries } = mesh;
  return [
    ...(gateway ? gateways : []).flatMap((resource) =>
      report(resource, ['spec', 'selector'], resource.spec.selector),
    ),
    ...sidecars.flatMap((resource) =>
      report(
        resource,
        ['spec', 'workloadSelector', 'labels'],
        resource.spec.workloadSelector?.labels,
        resource.metadata.namespace,
      ),
    ),
    ...telemetries.flatMap((resource) =>
      report(
        resource,
        ['spec', 'selector', 'matchLabels'],
        resource.spec.selector?.matchLabels,
        resource.metadata.namespace,
      ),
    ),
  ];
};

/** What to write, where no selector is near: the labels of the gateway that is there. */
function gatewayHint(gateway: Pod | undefined): string {
  if (!gateway) return '';
  const { [INJECT]: _, ...labels } = gateway.labels;
  const name = `${gateway.namespace}/${gateway.workload}`;
  return HINTS.gatewayLabels({ gateway: name, labels: describeLabels(labels) });
}

/** It asks for a proxy and tells no gateways apart. */
const INJECT = 'sidecar.istio.io/inject';

/** Those of a pod's labels that the selector asks for. */
function pick(labels: Labels, wanted: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key in wanted));
}
