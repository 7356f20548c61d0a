import { message } from '../../findings/message.ts';
import { hasLabels, meetsRequirement } from '../../model/label-selector.ts';
import type { WorkloadSpec } from '../../resources/kubernetes-types.ts';
import type { RolloutSpec } from '../../resources/rollout.ts';
import { describeLabels } from '../lookup/labels.ts';
import type { Validator } from './report.ts';

/**
 * A workload whose selector is not for its own pods: the API server refuses it (k8s.io/kubernetes
 * `pkg/apis/apps/validation`, "`selector` does not match template `labels`").
 */
export const validateWorkload: Validator<WorkloadSpec> = ({ kind, spec }, report) => {
  const { matchLabels = {}, matchExpressions = [] } = spec.selector ?? {};
  const labels = spec.template?.metadata?.labels ?? {};
  const path = ['spec', 'selector'];
  if (Object.keys(matchLabels).length + matchExpressions.length === 0) {
    report(path, message('IST0106.selectorEmpty', { kind }));
  }
  const has = describeLabels(labels);
  for (const [key, value] of Object.entries(matchLabels)) {
    if (hasLabels(labels, { [key]: value })) continue;
    const args = { kind, label: `${key}=${value}`, has };
    report([...path, 'matchLabels', key], message('IST0106.selectorLabel', args));
  }
  for (const [index, requirement] of matchExpressions.entries()) {
    if (meetsRequirement(labels, requirement)) continue;
    const { key, operator } = requirement;
    report(
      [...path, 'matchExpressions', index],
      message('IST0106.selectorExpression', { kind, key, operator, has }),
    );
  }
};

/** The same for a Rollout that has a selector. */
export const validateRollout: Validator<RolloutSpec> = (rollout, report) => {
  if (rollout.spec.selector && rollout.spec.template) validateWorkload(rollout, report);
};
