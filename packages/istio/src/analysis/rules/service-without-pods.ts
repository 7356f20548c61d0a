import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { createHints } from '../../findings/suggest.ts';
import type { Resource } from '../../resources/resource.ts';
import { describeLabels, type Labels } from '../lookup/labels.ts';
import { podTemplates, templatesByNamespace } from '../lookup/pod-templates.ts';
import type { Rule } from './rule.ts';

type WrittenService = Resource<{ readonly selector?: Labels; readonly type?: string }>;

/**
 * A Service whose selector no workload's pods have: requests to it get 503 (Kubernetes "Debug Services"). A workload
 * scaled to nothing counts. Nothing is said of a namespace without any workload, which then comes from elsewhere.
 */
export const serviceWithoutPods: Rule = (_, resources) => {
  const templates = templatesByNamespace(podTemplates(resources));
  const hint = createHints();
  return resources
    .filter(
      (resource): resource is WrittenService => resource.kind === 'Service' && resource.apiVersion === 'v1',
    )
    .flatMap((resource) => {
      const { selector = {}, type } = resource.spec;
      const { namespace = '' } = resource.metadata;
      const own = templates.get(namespace);
      const isSelecting = Object.keys(selector).length > 0 && type !== 'ExternalName';
      if (!own || !isSelecting || own.having(selector).length > 0) return [];
      const wanted = describeLabels(selector);
      const known = () => own.having({}).map(({ labels }) => describeLabels(pick(labels, selector)));
      const args = { namespace, labels: wanted, hint: hint(wanted, known, namespace) };
      return [finding('LAB0311', args, at(resource, ['spec', 'selector']))];
    });
};

/** Those of a pod's labels that the selector asks for. */
function pick(labels: Labels, wanted: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => key in wanted));
}
