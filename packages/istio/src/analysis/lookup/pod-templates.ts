import { type LabelIndex, labelIndex } from '../../model/label-index.ts';
import type { PodSpec, PodTemplateSpec } from '../../resources/kubernetes-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import type { Labels } from './labels.ts';

/** What pods are made from, however many of them there are. */
export interface PodTemplate {
  readonly resource: Resource;
  readonly path: FieldPath;
  readonly labels: Labels;
  /** Absent where it names none. */
  readonly serviceAccount?: string;
}

/**
 * The templates of all kinds that have one, those of others than Kubernetes too (a Rollout, say), and pods. Where
 * addresses join a Service by their labels (WorkloadEntry) they count as pods.
 */
export function podTemplates(resources: readonly Resource[]): PodTemplate[] {
  return resources.flatMap((resource) => templateOf(resource) ?? []);
}

/** Templates by namespace and label. */
export function templatesByNamespace(
  templates: readonly PodTemplate[],
): ReadonlyMap<string, LabelIndex<PodTemplate>> {
  const grouped = Map.groupBy(templates, ({ resource }) => resource.metadata.namespace ?? '');
  return new Map(
    [...grouped].map(([namespace, own]) => [namespace, labelIndex(own, ({ labels }) => labels)]),
  );
}

function templateOf(resource: Resource): PodTemplate | undefined {
  const { kind, apiVersion, spec, metadata } = resource;
  if (kind === 'Pod' && apiVersion === 'v1') {
    return build(resource, [], { metadata, spec: spec as PodSpec });
  }
  if (kind === 'WorkloadEntry') {
    const { labels = {} } = spec as { labels?: Labels };
    return { resource, path: [], labels: { ...metadata.labels, ...labels } };
  }
  const { template, jobTemplate } = (spec ?? {}) as {
    template?: unknown;
    jobTemplate?: { spec?: { template?: unknown } };
  };
  if (isTemplate(template)) return build(resource, ['spec', 'template'], template);
  const inner = jobTemplate?.spec?.template;
  return isTemplate(inner) ? build(resource, ['spec', 'jobTemplate', 'spec', 'template'], inner) : undefined;
}

function isTemplate(value: unknown): value is PodTemplateSpec {
  return typeof value === 'object' && value !== null;
}

function build(resource: Resource, path: FieldPath, { metadata, spec }: PodTemplateSpec): PodTemplate {
  const serviceAccount = spec?.serviceAccountName;
  return { resource, path, labels: metadata?.labels ?? {}, ...(serviceAccount && { serviceAccount }) };
}
