import type { Resource } from '../resources/resource.ts';
import { selectorIndex } from './label-index.ts';
import type { Labels } from './label-selector.ts';

/** Policies of one namespace, each in the order in which they were given. */
export interface NamespacePolicies<Policy> {
  /** Those without a selector. */
  readonly wide: readonly Policy[];
  /** Those whose selector picks a workload with these labels. */
  selecting(labels: Labels): readonly Policy[];
}

const NONE: NamespacePolicies<never> = { wide: [], selecting: () => [] };

/**
 * Policies by namespace, and there by what they select: a look-up costs what it finds.
 *
 * @param selectorOf undefined for a policy that is for the whole namespace
 */
export function policyIndex<Policy extends Resource>(
  policies: readonly Policy[],
  selectorOf: (policy: Policy) => Labels | undefined,
): (namespace: string) => NamespacePolicies<Policy> {
  const byNamespace = new Map(
    [...Map.groupBy(policies, ({ metadata }) => metadata.namespace ?? '')].map(([namespace, own]) => {
      const index = selectorIndex(
        own.filter((policy) => selectorOf(policy) !== undefined),
        (policy) => selectorOf(policy) ?? {},
      );
      const wide = own.filter((policy) => selectorOf(policy) === undefined);
      return [namespace, { wide, selecting: (labels: Labels) => index.selecting(labels) }];
    }),
  );
  return (namespace) => byNamespace.get(namespace) ?? NONE;
}
