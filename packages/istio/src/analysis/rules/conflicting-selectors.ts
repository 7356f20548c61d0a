import { type Finding, finding } from '../../findings/finding.ts';
import { LISTED } from '../../findings/list-names.ts';
import { at } from '../../findings/place.ts';
import { type SelectorIndex, selectorIndex } from '../../model/label-index.ts';
import type { Mesh } from '../../model/mesh.ts';
import { podsWith } from '../../model/registry-index.ts';
import type { Resource } from '../../resources/resource.ts';
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

type SelectingCode = 'IST0110' | 'IST0159';
type WideCode = 'IST0111' | 'IST0160';

interface Selecting {
  readonly resource: Resource;
  /** No label: the whole namespace. */
  readonly labels: Labels;
}

function conflicts(
  mesh: Mesh,
  all: readonly Selecting[],
  codes: { readonly selecting: SelectingCode; readonly wide: WideCode },
): Finding[] {
  const byNamespace = Map.groupBy(all, ({ resource }) => resource.metadata.namespace ?? '');
  const indexed = new Map(
    [...byNamespace].map(([namespace, own]) => {
      const selecting = selectorIndex(
        own.filter((entry) => !isWide(entry)),
        ({ labels }) => labels,
      );
      return [namespace, { wide: own.filter(isWide), selecting }];
    }),
  );
  return all.flatMap((own) => {
    const { wide, selecting } = indexed.get(own.resource.metadata.namespace ?? '') ?? {};
    if (isWide(own)) return wideConflict(own, wide ?? [], codes.wide);
    return selecting ? selectorConflict(mesh, own, selecting, codes.selecting) : [];
  });
}

function isWide({ labels }: Selecting): boolean {
  return Object.keys(labels).length === 0;
}

function wideConflict(own: Selecting, wide: readonly Selecting[], code: WideCode): Finding[] {
  if (wide.length < 2) return [];
  // One of those that are taken may be `own`.
  const others = wide.slice(0, LISTED + 2).filter((other) => other !== own);
  const { namespace = '' } = own.resource.metadata;
  return [finding(code, { rivals: namesOf(others), namespace }, at(own.resource, ['metadata', 'name']))];
}

function selectorConflict(
  mesh: Mesh,
  own: Selecting,
  all: SelectorIndex<Selecting>,
  code: SelectingCode,
): Finding[] {
  const { resource, labels } = own;
  const rivals = new Set<Selecting>();
  let shared: string | undefined;
  for (const pod of podsWith(mesh, labels, resource.metadata.namespace)) {
    const others = all.selecting(pod.labels).filter((other) => other !== own);
    if (others.length > 0) shared ??= pod.workload;
    for (const other of others) rivals.add(other);
    if (rivals.size > LISTED) break;
  }
  if (rivals.size === 0 || shared === undefined) return [];
  return [
    finding(code, { rivals: namesOf([...rivals]), workload: shared }, at(resource, ['metadata', 'name'])),
  ];
}

function namesOf(all: readonly Selecting[]): string[] {
  return all.map(({ resource }) => resource.metadata.name);
}
