import { endLab } from '@lab/local';
import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';

/** Stops the lab, wherever it was started, and what one that was killed has left. */
export const downCommand: CommandDefinition<Record<string, never>> = {
  name: 'down',
  summary: 'stop the lab and all of its processes',
  options: [],
  examples: [['./lab down', 'stop the lab, or end the processes that a killed lab left behind']],
  run: down,
};

async function down({ root, terminal }: CommandContext): Promise<CommandResult> {
  terminal.progress('stopping the lab');
  const { lab, survivors } = await endLab(root);
  if (lab !== undefined) return { exitCode: 0, output: 'The lab is down.' };
  if (survivors.length === 0) return { exitCode: 0, output: 'The lab is not up.' };
  const output = `The lab was killed; ended the ${survivors.length} processes that it left behind.`;
  return { exitCode: 0, output };
}
