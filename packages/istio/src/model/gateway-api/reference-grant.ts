import type { Mesh } from '../mesh.ts';

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
  return mesh.referenceGrants.some(
    ({ metadata, spec }) =>
      metadata.namespace === toNamespace &&
      spec.from.some(
        ({ group, kind, namespace }) =>
          group === 'gateway.networking.k8s.io' && kind === fromKind && namespace === fromNamespace,
      ) &&
      spec.to.some((to) => to.group === '' && to.kind === toKind && (!to.name || to.name === name)),
  );
}
