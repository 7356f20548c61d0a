import { type CommandContext, type CommandDefinition, type CommandResult, jsonResult } from '../command.ts';
import { findLab } from '../control/lab-client.ts';
import { statusText } from '../render/status-text.ts';

/** Says what runs. */
export const statusCommand: CommandDefinition<{ readonly json?: boolean }> = {
  name: 'status',
  summary: 'show the pods: process, sidecar, readiness and restarts',
  options: [{ flags: '--json', description: 'print the status as JSON' }],
  examples: [
    ['./lab status', 'a table of pods'],
    ['./lab status --json', 'with ports, process ids and paths of logs'],
  ],
  run: status,
};

async function status(
  { root, terminal }: CommandContext,
  { json }: { readonly json?: boolean },
): Promise<CommandResult> {
  const lab = await findLab(root);
  if (!lab) {
    const down = 'The lab is not up. Start it with ./lab up.';
    return json ? jsonResult({ up: false }, 1) : { exitCode: 1, output: down };
  }
  const found = await lab.status();
  const exitCode = found.pods.every((pod) => pod.ready) ? 0 : 1;
  return json
    ? jsonResult({ up: true, ...found }, exitCode)
    : { exitCode, output: statusText(found, terminal.paint) };
}
