import { causesOf, type MeshClient } from '@lab/mesh-client';
import type { CommandContext } from '../command.ts';
import { mutedCauseText, openIncident } from '../muting.ts';
import type { WithCauses } from '../render/cause-lines.ts';

/** Why requests failed, or the incident that mutes it. */
export async function causesOrMuted(
  mesh: MeshClient,
  context: CommandContext,
  on: string | undefined,
  asked: Omit<Parameters<typeof causesOf>[1], 'signal'>,
): Promise<WithCauses> {
  const { note } = context.terminal;
  const muted = asked.failed > 0 ? await openIncident(context, on) : undefined;
  if (muted === undefined)
    return { causes: await causesOf(mesh, { ...asked, signal: context.signal }, note) };
  note(mutedCauseText(muted));
  return { muted };
}
