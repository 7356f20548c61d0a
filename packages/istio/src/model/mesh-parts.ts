import type { Mesh } from './mesh.ts';

/** Parts of a mesh by name, or `whole`. Two meshes with the same objects there give the same. */
export type MeshParts = ReadonlyMap<keyof Mesh | 'whole', unknown>;

/** A mesh that is being read from: it takes note of what is read. */
interface Reading {
  readonly mesh: Mesh;
  readonly parts: Map<keyof Mesh | 'whole', unknown>;
  isOver: boolean;
}

const readings = new WeakMap<Mesh, Reading>();

/** The mesh itself, where it is one that is being read from. */
export function meshOf(mesh: Mesh): Mesh {
  return readings.get(mesh)?.mesh ?? mesh;
}

/** What `derive` returns of a mesh, and the parts that it has read for that. */
export function readParts<Result>(
  mesh: Mesh,
  derive: (mesh: Mesh) => Result,
): { readonly result: Result; readonly parts: Map<keyof Mesh | 'whole', unknown> } {
  const reading: Reading = { mesh, parts: new Map(), isOver: false };
  const view = new Proxy(mesh, {
    get(_, name) {
      const part = name as keyof Mesh;
      note(reading, part, mesh[part]);
      return mesh[part];
    },
  });
  readings.set(view, reading);
  const result = derive(view);
  reading.isOver = true;
  return { result, parts: reading.parts };
}

/** Takes note that what is being derived depends on these parts, too. */
export function noteParts(mesh: Mesh, parts: MeshParts): void {
  const reading = readings.get(mesh);
  if (reading) for (const [part, value] of parts) note(reading, part, value);
}

/** Whether a mesh has the same parts. */
export function hold(parts: MeshParts, mesh: Mesh): boolean {
  for (const [part, value] of parts) if ((part === 'whole' ? mesh : mesh[part]) !== value) return false;
  return true;
}

/** @throws Error where something is read that the result is not known to depend on: that would not be noticed when it changes */
function note({ parts, isOver }: Reading, part: keyof Mesh | 'whole', value: unknown): void {
  if (isOver && !parts.has('whole') && !parts.has(part)) throw new Error(`${part} is read too late`);
  parts.set(part, value);
}
