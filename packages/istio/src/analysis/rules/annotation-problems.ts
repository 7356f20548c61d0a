import { type Finding, finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { didYouMean } from '../../findings/suggest.ts';
import { oncePer } from '../../resources/once-per.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import { ANNOTATION_KINDS, DEPRECATED_ANNOTATIONS } from '../lookup/annotation-names.ts';
import type { Rule } from './rule.ts';

const KINDS = new Set(['Namespace', 'Service', 'Pod', 'Deployment']);

interface Annotated {
  readonly kind: string;
  readonly path: FieldPath;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Annotations in Istio's name that Istio does not know, or not on this kind (istio annotations/annotations.go). */
export const annotationProblems: Rule = (_, resources) => resources.flatMap(problemsIn);

const problemsIn = oncePer((resource: Resource): readonly Finding[] =>
  annotatedParts(resource).flatMap((part) =>
    Object.keys(part.annotations)
      .filter(isIstioAnnotation)
      .flatMap((name) => problems(resource, part, name)),
  ),
);

function problems(resource: Resource, { kind, path, labels }: Annotated, name: string): Finding[] {
  const place = at(resource, [...path, name]);
  const target = ANNOTATION_KINDS.get(name);
  if (!target) {
    const hint = didYouMean(name, ANNOTATION_KINDS.keys());
    return [finding('IST0108', { annotation: name, hint }, place)];
  }
  const findings: Finding[] = [];
  const successor = DEPRECATED_ANNOTATIONS[name];
  if (name in DEPRECATED_ANNOTATIONS && !(name in labels)) {
    findings.push(finding('IST0135', { annotation: name, successor }, place));
  }
  if (target !== 'Any' && target !== kind) {
    findings.push(finding('IST0107', { annotation: name, kind, target }, place));
  }
  return findings;
}

/** The object's own annotations, and those of the pods it makes. */
function annotatedParts({ kind, metadata, spec }: Resource): Annotated[] {
  const template = (spec as { template?: { metadata?: Partial<Annotated> | null } | null } | null)?.template;
  const of = (name: string, path: FieldPath, from: Partial<Annotated> | null | undefined): Annotated => ({
    kind: name,
    path: [...path, 'annotations'],
    labels: from?.labels ?? {},
    annotations: from?.annotations ?? {},
  });
  return [
    ...(KINDS.has(kind) ? [of(kind, ['metadata'], metadata)] : []),
    ...(kind === 'Deployment' || kind === 'StatefulSet' || kind === 'DaemonSet'
      ? [of('Pod', ['spec', 'template', 'metadata'], template?.metadata)]
      : []),
  ];
}

function isIstioAnnotation(name: string): boolean {
  return name === 'kubernetes.io/ingress.class' || (name.split('/', 1)[0]?.endsWith('istio.io') ?? false);
}
