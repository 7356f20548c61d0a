import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { createHints } from '../../findings/suggest.ts';
import { hostIndex } from '../../model/host-index.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { AuthorizationPolicySpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { Rule } from './rule.ts';

/**
 * A namespace that an AuthorizationPolicy names and that is not there (istio authz/authorizationpolicies.go,
 * `analyzeNamespaceNotFound`). A warning where Istio has an error: a cluster has namespaces that no file here makes.
 */
export const referencedNamespaceNotFound: Rule = (mesh) => {
  const known = namespaceNames(mesh);
  const hint = createHints();
  return mesh.authorizationPolicies.flatMap((resource) =>
    namedNamespaces(resource.spec)
      .filter(({ name }) => !known.has(name))
      .map(({ name, path }) => {
        const near = hint(name, () => mesh.namespaces.keys());
        return finding('IST0101.namespace', { namespace: name, hint: near }, at(resource, path));
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

/** Answers for `*`, `*-suffix`, `prefix-*` and whole names. */
function namespaceNames({ namespaces }: Mesh): { has(pattern: string): boolean } {
  const forward = hostIndex([...namespaces.keys()].map((name): [string, string] => [name, name]));
  const backward = hostIndex([...namespaces.keys()].map((name): [string, string] => [reverse(name), name]));
  return {
    has(pattern) {
      const isPrefix = pattern.endsWith('*') && !pattern.startsWith('*');
      const found = isPrefix ? backward.within(reverse(pattern), 1) : forward.within(pattern, 1);
      return found.length > 0;
    },
  };
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}
