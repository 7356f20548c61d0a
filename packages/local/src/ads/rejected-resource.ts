import type { ResourceKind } from './resource-type.ts';

/** A resource that an Envoy was to have in another version than it has, because it has rejected that. */
export interface RejectedResource {
  readonly kind: ResourceKind;
  readonly name: string;
  /** The version that Envoy has not taken; absent for a secret, and where the resource was to be removed. */
  readonly resource?: object;
  /** Whether Envoy has an earlier version, which stays active. */
  readonly isKept: boolean;
  /** In Envoy's words. */
  readonly reason: string;
  /** Set where Envoy has rejected the whole update: the resource for which it did, as far as it says which. */
  readonly update?: { readonly cause?: string };
}
