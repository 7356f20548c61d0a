import { LabError } from '@lab/errors';
import { callControl, controlSocket } from '@lab/local';
import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';
import { openBrowser } from '../console/open-browser.ts';

interface ConsoleOptions {
  readonly open?: boolean;
}

/** Says where the console of the running lab is. */
export const consoleCommand: CommandDefinition<ConsoleOptions> = {
  name: 'console',
  summary: 'print the address of the console: the mesh on a page in the browser',
  options: [{ flags: '--open', description: 'open the address in the default browser' }],
  examples: [
    ['./lab console', 'print the address'],
    ['./lab console --open', 'open it in the browser'],
  ],
  reading: `The address has a token that lets your browser in. The page keeps it in a cookie, and removes it from the address.
Do not pass the address on: whoever has it, on this machine, can send requests and restart workloads. docs/console.md describes the page.`,
  run: showConsole,
};

async function showConsole({ root }: CommandContext, { open }: ConsoleOptions): Promise<CommandResult> {
  const address = await callControl<string | null>(controlSocket(root), 'console');
  if (address === null) {
    throw new LabError(
      'CONSOLE',
      'the lab runs without a console',
      'Start it again without --no-console: ./lab down, then ./lab up. If it did not start, ./lab logs lab says why.',
    );
  }
  if (open) await openBrowser(root, address);
  return { exitCode: 0, output: address };
}
