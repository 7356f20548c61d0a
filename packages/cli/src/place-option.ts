import { type MeshClient, withMesh } from '@lab/mesh-client';
import type { CommandContext, OptionDefinition } from './command.ts';
import { mutedMesh } from './muting.ts';

export interface PlaceOptions {
  readonly on?: string;
}

/** Says which mesh a command is about. */
export const placeOption: OptionDefinition = {
  flags: '--on <place>',
  description:
    'cluster to ask: kind, current, or the name of a kube context (default: the lab on this machine)',
};

/**
 * Connects to the mesh that `--on` names, and closes the connection when the work is done.
 *
 * @throws LabError LAB_NOT_UP, or UNKNOWN_CONTEXT when there is no such cluster
 */
export function askMesh<Result>(
  context: CommandContext,
  { on }: PlaceOptions,
  work: (mesh: MeshClient) => Promise<Result>,
): Promise<Result> {
  const { root, signal } = context;
  return withMesh({ root, ...(on !== undefined && { on }) }, signal, async (mesh) =>
    work(await mutedMesh(context, on, mesh)),
  );
}
