import type { Finding } from '../../findings/finding.ts';
import { findingAt } from '../../findings/finding-at.ts';
import { didYouMean } from '../../findings/suggest.ts';
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
export const annotationProblems: Rule = (_, resources) =>
  resources.flatMap((resource) =>
    annotatedParts(resource).flatMap((part) =>
      Object.keys(part.annotations)
        .filter(isIstioAnnotation)
        .flatMap((name) => problems(resource, part, name)),
    ),
  );

function problems(resource: Resource, { kind, path, labels }: Annotated, name: string): Finding[] {
  const at = [...path, name];
  const place = ANNOTATION_KINDS.get(name);
  if (!place) {
    const hint = didYouMean(name, ANNOTATION_KINDS.keys());
    return [findingAt(resource, at, 'IST0108', `Istio has no annotation "${name}"${hint}`)];
  }
  const findings: Finding[] = [];
  const successor = DEPRECATED_ANNOTATIONS[name];
  if (successor !== undefined && !(name in labels)) {
    findings.push(findingAt(resource, at, 'IST0135', `annotation "${name}" is deprecated${successor}`));
  }
  if (place !== 'Any' && place !== kind) {
    const where = place === 'Pod' ? 'a Pod, whose annotations stand in spec.template.metadata' : place;
    const message = `annotation "${name}" on a ${kind} has no effect, it is for ${where}`;
    findings.push(findingAt(resource, at, 'IST0107', message));
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
