import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';
import { askMesh, type PlaceOptions, placeOption } from '../place-option.ts';

interface RestartOptions extends PlaceOptions {
  readonly workload: string;
}

/** Replaces the pods of a workload one by one, as a rolling restart in a cluster does. */
export const restartCommand: CommandDefinition<RestartOptions> = {
  name: 'restart',
  argument: { name: 'workload', required: true, description: 'name of a Deployment' },
  summary: 'replace the pods of a workload one by one, without losing requests',
  options: [placeOption],
  examples: [
    ['./lab restart backend-stable', 'like kubectl rollout restart deployment/backend-stable'],
    ['./lab restart backend-stable --on kind', 'the same on the cluster, in any namespace'],
  ],
  run: restart,
};

async function restart(context: CommandContext, options: RestartOptions): Promise<CommandResult> {
  const { workload } = options;
  return askMesh(context, options, async (mesh) => {
    const start = performance.now();
    context.terminal.progress(`replacing the pods of ${workload}`);
    await mesh.restart(workload, {
      signal: context.signal,
      onProgress: (text) => context.terminal.progress(`replacing the pods of ${workload}: ${text}`),
    });
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    return { exitCode: 0, output: `${workload} restarted in ${seconds} s` };
  });
}
