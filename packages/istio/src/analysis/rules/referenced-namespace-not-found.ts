import type { AuthorizationPolicySpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { findingAt } from '../finding-at.ts';
import { didYouMean } from '../suggest.ts';
import type { Rule } from './rule.ts';

/**
 * A namespace that an AuthorizationPolicy names and that is not there (istio authz/authorizationpolicies.go,
 * `analyzeNamespaceNotFound`). A warning where Istio has an error: a cluster has namespaces that no file here makes.
 */
export const referencedNamespaceNotFound: Rule = (mesh) => {
  const known = [...mesh.namespaces.keys()];
  return mesh.authorizationPolicies.flatMap((resource) =>
    namedNamespaces(resource.spec)
      .filter(({ name }) => !known.some((namespace) => matches(name, namespace)))
      .map(({ name, path }) => {
        const message = `there is no namespace "${name}"${didYouMean(name, known)}`;
        return findingAt(resource, path, 'IST0101', message, 'warning');
      }),
  );
};

function namedNamespaces({ rules = [] }: AuthorizationPolicySpec): { name: string; path: FieldPath }[] {
  return rules.flatMap(({ from = [] }, rule) =>
    from.flatMap(({ source = {} }, position) =>
      (['namespaces', 'notNamespaces'] as const).flatMap((field) =>
        (source[field] ?? []).map((name, index) => ({
          name,
          path: ['spec', 'rules', rule, 'from', position, 'source', field, index],
        })),
      ),
    ),
  );
}

/** `*`, `*-suffix`, `prefix-*` or a whole name. */
function matches(pattern: string, namespace: string): boolean {
  if (pattern.startsWith('*')) return namespace.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : namespace === pattern;
}
