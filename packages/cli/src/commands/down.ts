import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';
import { findLab } from '../control/lab-client.ts';

/** Stops the lab, wherever it was started. */
export const downCommand: CommandDefinition<Record<string, never>> = {
  name: 'down',
  summary: 'stop everything that ./lab up started',
  options: [],
  examples: [['./lab down', 'leaves no process behind']],
  run: down,
};

async function down({ root, terminal }: CommandContext): Promise<CommandResult> {
  const lab = await findLab(root);
  if (!lab) return { exitCode: 0, output: 'The lab is not up.' };
  terminal.progress('stopping');
  await lab.stop();
  return { exitCode: 0, output: 'The lab is down.' };
}
