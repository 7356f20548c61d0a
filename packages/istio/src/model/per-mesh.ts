import { oncePer } from '../resources/once-per.ts';
import type { Mesh } from './mesh.ts';

/** Computes `derive` at most once a mesh: a mesh never changes, and every proxy asks the same questions. */
export function perMesh<Result>(derive: (mesh: Mesh) => Result): (mesh: Mesh) => Result {
  return oncePer(derive);
}
