import { inspect } from 'node:util';
import type { RunningConsole } from '@lab/console';
import type { Lab } from '@lab/local';
import { connectLab } from '@lab/mesh-client';
import type { CommandContext } from '../command.ts';
import { explanationLines } from '../console/explanation-lines.ts';
import { lessonDesk } from '../console/lesson-desk.ts';
import { mutedIncident, mutedMesh, unmuted } from '../muting.ts';

/**
 * Starts the console, before the pods that are told its address. What keeps it from starting is a line, and the lab starts
 * without it.
 */
export async function startUpConsole(
  { terminal }: Pick<CommandContext, 'terminal'>,
  { port, console = true }: { readonly port: number; readonly console?: boolean },
): Promise<RunningConsole | undefined> {
  if (!console) return undefined;
  try {
    // Loaded by a lab that has one: no other command waits for it.
    const { startConsole } = await import('@lab/console');
    return await startConsole({ avoid: port, onError: (error) => terminal.note(inspect(error)) });
  } catch (error) {
    terminal.note(`The console does not start: ${(error as Error).message}`);
    return undefined;
  }
}

/** Shows a lab that is up. */
export async function showLab(
  context: CommandContext,
  running: RunningConsole | undefined,
  lab: Lab,
): Promise<void> {
  if (!running) return;
  running.show(await sourceOf(context, lab));
}

/** What the console shows of a lab in this process, muted as the commands are while an incident is open. */
async function sourceOf(context: CommandContext, lab: Lab) {
  const { labSource } = await import('@lab/console');
  const { root } = context;
  return labSource({
    ...{ root, lab },
    connect: async () => mutedMesh(context, undefined, await connectLab(root)),
    incident: () => mutedIncident(context, lab.status().manifests),
    unmuted: (findings) => unmuted(context, lab.status().manifests, findings),
    explainText: explanationLines,
    lessons: lessonDesk(context),
  });
}
