import type { Mesh } from './mesh.ts';

/** Computes `derive` at most once a mesh: a mesh never changes, and every proxy asks the same questions. */
export function perMesh<Result>(derive: (mesh: Mesh) => Result): (mesh: Mesh) => Result {
  const known = new WeakMap<Mesh, { readonly result: Result }>();
  return (mesh) => {
    const found = known.get(mesh) ?? { result: derive(mesh) };
    known.set(mesh, found);
    return found.result;
  };
}
