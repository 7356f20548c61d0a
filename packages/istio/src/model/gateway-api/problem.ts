import type { FieldPath } from '../../resources/resource.ts';

/**
 * Why Istio does not carry out a part of an HTTPRoute or a Gateway, as it would say in the resource's status:
 * `not-found` what is referred to is not there, `refused` it is there and may not be used this way,
 * `unsupported` Istio does not know such a thing.
 */
export interface Problem {
  readonly reason: 'not-found' | 'refused' | 'unsupported';
  /** Within the HTTPRoute or the Gateway. */
  readonly path: FieldPath;
  readonly message: string;
  /** What `name` may have been meant to be. */
  readonly misspelt?: { readonly name: string; readonly known: () => Iterable<string> };
  /** Istio's status says nothing of it: it takes the configuration, and requests fail. */
  readonly isSilent?: true;
}
