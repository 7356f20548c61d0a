import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
import { createHints } from '../../findings/suggest.ts';
import type { Mesh } from '../../model/mesh.ts';
import { DEFAULT_TRUST_DOMAIN, parsePrincipal, principalOf, SPIFFE_SCHEME } from '../../model/spiffe-id.ts';
import type { AuthorizationPolicySpec } from '../../resources/istio-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import { serviceAccountsByNamespace } from '../lookup/service-accounts.ts';
import type { Rule } from './rule.ts';

/**
 * A principal of an AuthorizationPolicy that no workload has: with `spiffe://` in front, which Istio's comparison is
 * without, or of a ServiceAccount that is not there (Istio AuthorizationPolicy reference, `principals`). Nothing is said
 * of a namespace of which the files tell nothing, nor of another trust domain.
 */
export const principalNotFound: Rule = (mesh, resources) => {
  const accounts = knownAccounts(mesh, resources);
  const hint = createHints();
  return mesh.authorizationPolicies.flatMap((resource) =>
    namedPrincipals(resource).flatMap(({ principal, path }) => {
      if (principal.startsWith(SPIFFE_SCHEME)) {
        const bare = principal.slice(SPIFFE_SCHEME.length);
        return [finding('LAB0313.scheme', { principal: bare }, at(resource, path))];
      }
      const { namespace = '', account } = ownAccount(principal, mesh.config.trustDomain) ?? {};
      const known = accounts.get(namespace);
      if (!known || account === undefined || known.has(account)) return [];
      const near = hint(account, () => known, namespace);
      return [finding('LAB0313.account', { account, namespace, hint: near }, at(resource, path))];
    }),
  );
};

/** ServiceAccounts that are written, and those that pods run as. */
function knownAccounts(mesh: Mesh, resources: readonly Resource[]): Map<string, Set<string>> {
  const accounts = new Map(
    [...serviceAccountsByNamespace(resources)].map(([namespace, names]) => [namespace, new Set(names)]),
  );
  for (const { namespace, serviceAccount } of mesh.pods) {
    accounts.set(namespace, (accounts.get(namespace) ?? new Set(['default'])).add(serviceAccount));
  }
  return accounts;
}

interface NamedPrincipal {
  readonly principal: string;
  readonly path: FieldPath;
}

function namedPrincipals({ spec, metadata }: Resource<AuthorizationPolicySpec>): NamedPrincipal[] {
  const inPolicy = metadata.namespace ?? 'default';
  const entries = (values: readonly string[] | undefined, path: FieldPath, isAccount: boolean) =>
    (values ?? []).map((value, index) => ({
      principal: isAccount ? ofAccount(value, inPolicy) : value,
      path: [...path, index],
    }));
  return (spec.rules ?? []).flatMap(({ from = [], when = [] }, rule) => [
    ...from.flatMap(({ source = {} }, position) => {
      const path = ['spec', 'rules', rule, 'from', position, 'source'];
      return [
        ...(['principals', 'notPrincipals'] as const).flatMap((field) =>
          entries(source[field], [...path, field], false),
        ),
        ...(['serviceAccounts', 'notServiceAccounts'] as const).flatMap((field) =>
          entries(source[field], [...path, field], true),
        ),
      ];
    }),
    ...when.flatMap(({ key, values, notValues }, position) => {
      if (key !== 'source.principal' && key !== 'source.serviceAccount') return [];
      const path = ['spec', 'rules', rule, 'when', position];
      const isAccount = key === 'source.serviceAccount';
      return [
        ...entries(values, [...path, 'values'], isAccount),
        ...entries(notValues, [...path, 'notValues'], isAccount),
      ];
    }),
  ]);
}

/** `NAME` or `NAMESPACE/NAME` as the principal of any trust domain. */
function ofAccount(value: string, own: string): string {
  const [first = '', second] = value.split('/', 2);
  const [namespace, serviceAccount] = second === undefined ? [own, first] : [first, second];
  return principalOf({ trustDomain: DEFAULT_TRUST_DOMAIN, namespace, serviceAccount });
}

/** `cluster.local` stands for the mesh's own trust domain, whatever that is (Istio "Trust Domain Migration"). */
function ownAccount(
  principal: string,
  trustDomain: string,
): { readonly namespace: string; readonly account: string } | undefined {
  const identity = parsePrincipal(principal);
  if (!identity || ![trustDomain, DEFAULT_TRUST_DOMAIN].includes(identity.trustDomain)) return undefined;
  return { namespace: identity.namespace, account: identity.serviceAccount };
}
