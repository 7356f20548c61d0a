import { inspect } from 'node:util';
import { connectClusterMesh } from '@lab/mesh-client';
import type { CommandContext, CommandResult } from '../command.ts';
import { isCauseNamed, mutedMesh, openIncident } from '../muting.ts';
import { explanationLines } from './explanation-lines.ts';
import { lessonDesk } from './lesson-desk.ts';

/**
 * Runs the console over a cluster in this process, until Ctrl-C.
 *
 * @param on `kind`, `current` or the name of a kube context
 * @param onReady told the address that lets a browser in
 * @throws LabError as connectClusterMesh, and where the cluster has no mesh or refuses to list it
 */
export async function runOnCluster(
  context: CommandContext,
  on: string,
  onReady: (address: string) => Promise<void>,
): Promise<CommandResult> {
  const { root, signal, terminal } = context;
  const client = await connectClusterMesh(root, on, signal);
  try {
    await client.status();
    const { clusterSource, startConsole } = await import('@lab/console');
    const running = await startConsole({
      command: `./lab console --on ${on}`,
      onError: (error) => terminal.note(inspect(error)),
    });
    try {
      running.show(
        clusterSource({
          ...{ root, client, explainText: explanationLines, lessons: lessonDesk(context, { on }) },
          connect: () => mutedMesh(context, on, client),
          incident: () => openIncident(context, on),
          isCauseNamed: (incident) => isCauseNamed(context, incident),
          onChange: running.tell,
        }),
      );
      await onReady(running.entrance);
      await stopped(signal);
    } finally {
      await running.close();
    }
  } finally {
    await client.close();
  }
  return { exitCode: 0, output: 'The console has stopped.' };
}

function stopped(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (signal.aborted) resolve();
  return promise;
}
