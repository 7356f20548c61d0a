import { hasLabels, type LabelSelector, type Labels, meetsRequirement } from '../../model/label-selector.ts';
import { describeLabels } from '../lookup/labels.ts';
import type { Validator } from './report.ts';

interface WorkloadSpec {
  readonly selector?: LabelSelector;
  readonly template?: { readonly metadata?: { readonly labels?: Labels } };
}

/**
 * A workload whose selector is not for its own pods: the API server refuses it (k8s.io/kubernetes
 * `pkg/apis/apps/validation`, "`selector` does not match template `labels`").
 */
export const validateWorkload: Validator<WorkloadSpec> = ({ kind, spec }, report) => {
  const { matchLabels = {}, matchExpressions = [] } = spec.selector ?? {};
  const labels = spec.template?.metadata?.labels ?? {};
  const path = ['spec', 'selector'];
  if (Object.keys(matchLabels).length + matchExpressions.length === 0) {
    report.error(path, `the selector of a ${kind} must not be empty: name labels of its template`);
  }
  const has = describeLabels(labels) || 'none';
  for (const [key, value] of Object.entries(matchLabels)) {
    if (hasLabels(labels, { [key]: value })) continue;
    const message = `a cluster refuses this ${kind}: its selector asks for ${key}=${value}, and the labels of its template are ${has}`;
    report.error([...path, 'matchLabels', key], message);
  }
  for (const [index, requirement] of matchExpressions.entries()) {
    if (meetsRequirement(labels, requirement)) continue;
    const message = `a cluster refuses this ${kind}: its selector asks for "${requirement.key}" by ${requirement.operator}, and the labels of its template are ${has}`;
    report.error([...path, 'matchExpressions', index], message);
  }
};
