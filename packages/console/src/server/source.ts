import type { MeshClient } from '@lab/mesh-client';

/** What the console shows: a mesh, asked as the commands of `./lab` ask it. */
export interface ConsoleSource {
  /** The mesh, which says nothing of causes while an incident is open. @throws LabError when it does not answer */
  mesh(): Promise<MeshClient>;
}
