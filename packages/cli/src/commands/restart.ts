import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';
import { connectLab } from '../control/lab-client.ts';

interface RestartOptions {
  readonly workload: string;
}

/** Replaces the pods of a workload one by one, as a rolling restart in a cluster does. */
export const restartCommand: CommandDefinition<RestartOptions> = {
  name: 'restart',
  argument: { name: 'workload', required: true, description: "a Deployment's name" },
  summary: 'replace the pods of a workload one by one, without losing a request',
  options: [],
  examples: [['./lab restart backend-stable', 'like kubectl rollout restart deployment/backend-stable']],
  run: restart,
};

async function restart(
  { root, terminal }: CommandContext,
  { workload }: RestartOptions,
): Promise<CommandResult> {
  const lab = await connectLab(root);
  const start = performance.now();
  terminal.progress(`replacing the pods of ${workload}`);
  await lab.restart(workload);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  return { exitCode: 0, output: `${workload} restarted in ${seconds} s` };
}
