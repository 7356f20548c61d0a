import type { Message } from '../../findings/message.ts';
import type { FieldPath } from '../../resources/resource.ts';

/**
 * Why Istio does not apply a part of an HTTPRoute or a Gateway, as it would say in the resource's status: IST0101 what is
 * referred to does not exist, LAB0321 it may not be used this way, or Istio does not support it.
 */
export interface Problem {
  /** Within the HTTPRoute or the Gateway. */
  readonly path: FieldPath;
  readonly message: Message<'IST0101' | 'LAB0321'>;
  /** What `name` may have been meant to be. */
  readonly misspelt?: { readonly name: string; readonly known: () => Iterable<string> };
  /** Istio's status says nothing of it: it takes the configuration, and requests fail. */
  readonly isSilent?: true;
}
