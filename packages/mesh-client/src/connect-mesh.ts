import { connectClusterMesh } from './cluster/cluster-mesh.ts';
import { connectLab } from './lab/lab-client.ts';
import type { MeshClient } from './mesh-client.ts';

/** Which mesh is meant. */
export interface MeshPlace {
  /** Absolute path of the project. */
  readonly root: string;
  /** `kind` for the project's own cluster, `current` for the current kube context, or a context's name; the lab on this machine without. */
  readonly on?: string;
}

/**
 * Connects to a mesh, and closes the connection when the work is done; the mesh goes on.
 *
 * @throws LabError LAB_NOT_UP, or UNKNOWN_CONTEXT when there is no such cluster
 */
export async function withMesh<Result>(
  { root, on }: MeshPlace,
  signal: AbortSignal,
  work: (mesh: MeshClient) => Promise<Result>,
): Promise<Result> {
  const mesh = on === undefined ? await connectLab(root) : await connectClusterMesh(root, on, signal);
  try {
    return await work(mesh);
  } finally {
    await mesh.close();
  }
}
