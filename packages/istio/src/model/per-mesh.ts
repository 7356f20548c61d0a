import type { Mesh } from './mesh.ts';
import { hold, type MeshParts, meshOf, noteParts, readParts } from './mesh-parts.ts';

export { oncePer } from '../resources/once-per.ts';

interface Derived<Result> {
  readonly result: Result;
  /** What of the mesh it was derived from. */
  readonly parts: MeshParts;
}

/**
 * Computes `derive` at most once a mesh, as every proxy asks the same questions; and for the next mesh only if a part
 * that it was derived from is another there. What is derived from no part by itself, such as an empty map that others fill,
 * is made for each mesh.
 */
export function perMesh<Result>(derive: (mesh: Mesh) => Result): (mesh: Mesh) => Result {
  const known = new WeakMap<Mesh, Derived<Result>>();
  let last: Derived<Result> | undefined;
  return (asked) => {
    const mesh = meshOf(asked);
    const before = known.get(mesh) ?? (last && hold(last.parts, mesh) ? last : undefined);
    const derived = before ?? readAll(mesh, derive);
    known.set(mesh, derived);
    last = derived;
    noteParts(asked, derived.parts);
    return derived.result;
  };
}

function readAll<Result>(mesh: Mesh, derive: (mesh: Mesh) => Result): Derived<Result> {
  const { result, parts } = readParts(mesh, derive);
  // What is filled by others, or reads later, may come to depend on anything.
  if (parts.size === 0) parts.set('whole', mesh);
  return { result, parts };
}

/** The same for each thing of a mesh: a resource, a service, a proxy. */
export function perMeshAnd<Owner extends object, Result>(
  derive: (mesh: Mesh, owner: Owner) => Result,
): (mesh: Mesh, owner: Owner) => Result {
  const known = new WeakMap<Owner, Derived<Result>>();
  return (asked, owner) => {
    const mesh = meshOf(asked);
    const before = known.get(owner);
    const derived =
      before && hold(before.parts, mesh) ? before : readParts(mesh, (view) => derive(view, owner));
    known.set(owner, derived);
    noteParts(asked, derived.parts);
    return derived.result;
  };
}
