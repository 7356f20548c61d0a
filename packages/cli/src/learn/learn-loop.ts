import type { CommandContext, CommandResult } from '../command.ts';
import type { Classroom } from './classroom.ts';
export async function learnLoop(
  _context: CommandContext,
  _classroom: Classroom,
  _options: { plain?: boolean },
): Promise<CommandResult> {
  return { exitCode: 0 };
}
