import { LabError } from '@lab/errors';
import { callControl, controlSocket } from '@lab/local';
import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';
import { openBrowser } from '../console/open-browser.ts';
import { type PlaceOptions, placeOption } from '../place-option.ts';

interface ConsoleOptions extends PlaceOptions {
  readonly open?: boolean;
}

/** Says where the console of the running lab is, or runs one over a cluster. */
export const consoleCommand: CommandDefinition<ConsoleOptions> = {
  name: 'console',
  summary: 'print the address of the console: the mesh on a page in the browser',
  options: [{ flags: '--open', description: 'open the address in the default browser' }, placeOption],
  examples: [
    ['./lab console', 'print the address'],
    ['./lab console --open', 'open it in the browser'],
    ['./lab console --on kind', 'run it over a cluster until Ctrl-C'],
  ],
  reading: `The address has a token that lets your browser in. The page keeps it in a cookie, and removes it from the address.
Do not pass the address on: whoever has it, on this machine, can send requests and restart workloads. The console of the lab runs
as long as the lab. With --on, the command runs a console for the cluster with your rights there, until you press Ctrl-C. docs/console.md
describes the page.`,
  run: showConsole,
};

async function showConsole(context: CommandContext, { open, on }: ConsoleOptions): Promise<CommandResult> {
  const { root, terminal } = context;
  if (on !== undefined) {
    const { runOnCluster } = await import('../console/run-on-cluster.ts');
    return runOnCluster(context, on, async (address) => {
      terminal.print(address);
      terminal.note('The console runs until you press Ctrl-C.');
      // Without a browser the console is of use all the same.
      if (open) await openBrowser(context, address).catch((error: LabError) => terminal.note(error.message));
    });
  }
  const address = await callControl<string | null>(controlSocket(root), 'console');
  if (address === null) {
    throw new LabError(
      'CONSOLE',
      'the lab runs without a console',
      'Start it again without --no-console: ./lab down, then ./lab up. If it did not start, ./lab logs lab says why.',
    );
  }
  if (open) await openBrowser(context, address);
  return { exitCode: 0, output: address };
}
