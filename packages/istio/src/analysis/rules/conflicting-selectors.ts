import type { Mesh } from '../../model/mesh.ts';
import { selects } from '../../model/policy-attachment.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Finding } from '../finding.ts';
import { findingAt } from '../finding-at.ts';
import type { FindingCode } from '../finding-codes.ts';
import type { Labels } from '../lookup/labels.ts';
import type { Rule } from './rule.ts';

/**
 * Two Sidecars, or two Telemetries, for the same workload, or for the same whole namespace
 * (istio sidecar/selector.go, telemetry/selector.go, telemetry/default_selector.go).
 */
export const conflictingSelectors: Rule = (mesh) => [
  ...conflicts(
    mesh,
    mesh.sidecars.map((resource) => ({ resource, labels: resource.spec.workloadSelector?.labels ?? {} })),
    { selecting: 'IST0110', wide: 'IST0111' },
  ),
  ...conflicts(
    mesh,
    mesh.telemetries
      .filter(({ spec }) => !spec.targetRef && !spec.targetRefs)
      .map((resource) => ({ resource, labels: resource.spec.selector?.matchLabels ?? {} })),
    { selecting: 'IST0159', wide: 'IST0160' },
  ),
];

interface Selecting {
  readonly resource: Resource;
  /** No label: the whole namespace. */
  readonly labels: Labels;
}

function conflicts(
  mesh: Mesh,
  all: readonly Selecting[],
  codes: { readonly selecting: FindingCode; readonly wide: FindingCode },
): Finding[] {
  return all.flatMap((own) => {
    const neighbours = all.filter(
      ({ resource, labels }) =>
        resource !== own.resource &&
        resource.metadata.namespace === own.resource.metadata.namespace &&
        isWide(labels) === isWide(own.labels),
    );
    return isWide(own.labels)
      ? wideConflict(own, neighbours, codes.wide)
      : selectorConflict(mesh, own, neighbours, codes.selecting);
  });
}

function isWide(labels: Labels): boolean {
  return Object.keys(labels).length === 0;
}

function wideConflict({ resource }: Selecting, others: readonly Selecting[], code: FindingCode): Finding[] {
  if (others.length === 0) return [];
  const message = `${namesOf(others)} is for all of namespace ${resource.metadata.namespace} too: only the oldest counts, so merge them or give them selectors`;
  return [findingAt(resource, ['metadata', 'name'], code, message)];
}

function selectorConflict(
  mesh: Mesh,
  { resource, labels }: Selecting,
  others: readonly Selecting[],
  code: FindingCode,
): Finding[] {
  const own = mesh.pods.filter(
    (pod) => pod.namespace === resource.metadata.namespace && selects({ matchLabels: labels }, pod.labels),
  );
  const rivals = others.filter((other) =>
    own.some((pod) => selects({ matchLabels: other.labels }, pod.labels)),
  );
  if (rivals.length === 0) return [];
  const shared = own.find((pod) =>
    rivals.some((other) => selects({ matchLabels: other.labels }, pod.labels)),
  );
  const message = `${namesOf(rivals)} selects pods of ${shared?.workload} too: which one counts is not defined, so let each pod be selected once`;
  return [findingAt(resource, ['metadata', 'name'], code, message)];
}

function namesOf(all: readonly Selecting[]): string {
  return `${all[0]?.resource.kind} ${all.map(({ resource }) => resource.metadata.name).join(', ')}`;
}
