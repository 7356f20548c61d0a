import type { MeshStatus } from '@lab/mesh-client';

/** What became of the newest edit, where it is not what the mesh runs. */
export function editsLine({ edits }: Pick<MeshStatus, 'edits'>): string[] {
  if (edits === 'applying')
    return ['an edit is being applied: until then, the previous configuration is active'];
  if (edits === 'not-applied')
    return ['the newest edit is not applied: the previous configuration is still active'];
  return [];
}
