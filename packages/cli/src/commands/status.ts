import { type LabProcesses, labProcesses } from '@lab/local';
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
    const processes = labProcesses(root);
    return json ? jsonResult({ up: false, ...processes }, 1) : { exitCode: 1, output: absence(processes) };
  }
  const found = await lab.status();
  const exitCode = found.pods.every((pod) => pod.ready) ? 0 : 1;
  return json
    ? jsonResult({ up: true, ...found }, exitCode)
    : { exitCode, output: statusText(found, terminal.paint) };
}

/** Why there is nothing to show. */
function absence({ lab, survivors }: LabProcesses): string {
  if (lab !== undefined) return `The lab (process ${lab}) is just starting or stopping.`;
  if (survivors.length === 0) return 'The lab is not up. Start it with ./lab up.';
  return (
    `The lab was killed and has left ${survivors.length} processes. ` +
    'Start it again with ./lab up, or end them with ./lab down.'
  );
}
