import { readFileSync, statSync } from 'node:fs';

/** What a stand-in reads of a pod's capture map (packages/local, `CaptureMap`). */
export interface MeshMap {
  /** `HOST:PORT` → `ADDRESS:PORT` to choose from. */
  readonly connect: Readonly<Record<string, readonly string[]>>;
  /** Those of the addresses that are the pod's own: its sidecar, and this stand-in. */
  readonly own?: readonly string[];
  /** Those of the hosts, `HOST:PORT`, of which an endpoint is no pod of the mesh. */
  readonly outside?: readonly string[];
  /** The address that the pod calls from. */
  readonly source?: string;
}

/** Reads a capture map, again when the file has been replaced; an empty one while there is none. */
export function meshMapReader(path: string): () => MeshMap {
  let map: MeshMap = { connect: {} };
  let modified = 0;
  return () => {
    try {
      const { mtimeMs } = statSync(path);
      if (mtimeMs !== modified) map = JSON.parse(readFileSync(path, 'utf8')) as MeshMap;
      modified = mtimeMs;
    } catch {
      // It is being replaced, or the lab is gone: what was read last still holds.
    }
    return map;
  };
}
