import type { Mesh } from '../mesh.ts';
import { perMesh } from '../per-mesh.ts';

interface GrantedReference {
  /** Of the resource that refers: a kind of the Gateway API, in its namespace. */
  readonly fromKind: 'Gateway' | 'HTTPRoute';
  readonly fromNamespace: string;
  /** Of the core API group. */
  readonly toKind: string;
  readonly toNamespace: string;
  readonly name: string;
}

/** Whether a ReferenceGrant in the namespace of what is referred to lets another namespace refer to it. */
export function isGranted(mesh: Mesh, reference: GrantedReference): boolean {
  const { fromKind, fromNamespace, toKind, toNamespace, name } = reference;
  const grants = grantsByReference(mesh).get(`${toNamespace} ${fromKind} ${fromNamespace}`) ?? [];
  return grants.some(({ spec }) =>
    spec.to.some((to) => to.group === '' && to.kind === toKind && (!to.name || to.name === name)),
  );
}

/** By namespace, and the kind and namespace that may refer to it. */
const grantsByReference = perMesh(({ referenceGrants }) => {
  const entries = referenceGrants.flatMap((grant) =>
    grant.spec.from
      .filter(({ group }) => group === 'gateway.networking.k8s.io')
      .map(({ kind, namespace }) => ({ key: `${grant.metadata.namespace} ${kind} ${namespace}`, grant })),
  );
  const grouped = [...Map.groupBy(entries, ({ key }) => key)];
  return new Map(grouped.map(([key, same]) => [key, same.map(({ grant }) => grant)]));
});
