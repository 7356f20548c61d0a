import type { RunningConsole } from '@lab/console';
import type { CommandContext } from '../command.ts';

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
    return await startConsole({ avoid: port });
  } catch (error) {
    terminal.note(`The console does not start: ${(error as Error).message}`);
    return undefined;
  }
}

/** Makes the page ready for the first browser, once the lab is up. */
export function prepareConsole(
  { terminal }: Pick<CommandContext, 'terminal'>,
  running: RunningConsole | undefined,
): void {
  running?.prepare().catch((error: Error) => {
    terminal.note(`The page of the console cannot be built: ${error.message.split('\n')[0]}`);
  });
}
