import type { FieldPath, SourceLocation } from '../findings/place.ts';

export { resourceName } from '../findings/place.ts';
export type { FieldPath };

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
  /** Where a field stands in the file that people edit; falls back to the nearest parent that is there. */
  locate(path?: FieldPath): SourceLocation;
}
