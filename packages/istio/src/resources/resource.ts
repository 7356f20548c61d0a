import type { SourceLocation } from '../findings/finding.ts';

/** Path of a field inside a resource: keys and list positions, e.g. `['spec', 'http', 0, 'route']`. */
export type FieldPath = readonly (string | number)[];

/** Kubernetes' object metadata, as far as the lab reads it. */
export interface Metadata {
  readonly name: string;
  /** Defaulted to `default` for namespaced kinds; absent for cluster-scoped ones. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** RFC 3339; orders policies of equal rank (oldest wins), absent counts as the same age. */
  readonly creationTimestamp?: string;
}

/** One parsed Kubernetes or Istio object, and where it came from. */
export interface Resource<Spec = unknown> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec: Spec;
  /** The whole object as written, for kinds without a spec (ConfigMap, ServiceAccount). */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Position in the stream: the last tie-break after age and name. */
  readonly order: number;
  /** Where a field stands in the file that people edit; falls back to the nearest parent that is there. */
  locate(path?: FieldPath): SourceLocation;
}

/** `Kind namespace/name`, as Istio's analysis writes a resource. */
export function resourceName(resource: Resource): string {
  const { namespace, name } = resource.metadata;
  return namespace ? `${resource.kind} ${namespace}/${name}` : `${resource.kind} ${name}`;
}

/** `spec.http[0].route`, as Istio's validation writes a field path. */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    '',
  );
}
