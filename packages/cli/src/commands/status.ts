import { type LabProcesses, labProcesses } from '@lab/local';
import { findLab, type MeshStatus } from '@lab/mesh-client';
import { type CommandContext, type CommandDefinition, type CommandResult, jsonResult } from '../command.ts';
import { mutedIncident, mutedText, unmuted } from '../muting.ts';
import { askMesh, type PlaceOptions, placeOption } from '../place-option.ts';
import { choiceText } from '../render/choice-text.ts';
import { fileNames } from '../render/file-names.ts';
import { statusText } from '../render/status-text.ts';

interface StatusOptions extends PlaceOptions {
  readonly json?: boolean;
}

/** Says what runs. */
export const statusCommand: CommandDefinition<StatusOptions> = {
  name: 'status',
  summary: 'show the pods of the mesh: process, sidecar, readiness and restarts',
  options: [placeOption, { flags: '--json', description: 'print the status as JSON' }],
  examples: [
    ['./lab status', 'print a table of pods'],
    ['./lab status --json', 'include ports, process IDs and log files'],
    ['./lab status --on kind', 'show the pods in the mesh of a cluster'],
  ],
  run: status,
};

async function status(context: CommandContext, options: StatusOptions): Promise<CommandResult> {
  if (options.on !== undefined) {
    return askMesh(context, options, async (mesh) => shown(await mesh.status(), context, options));
  }
  const lab = await findLab(context.root);
  if (lab) {
    const found = await lab.status();
    const incident = mutedIncident(context, found.manifests);
    if (incident !== undefined) context.terminal.note(mutedText(incident));
    const findings = unmuted(context, found.manifests, found.findings);
    return shown({ ...found, findings }, context, options, choiceText(found));
  }
  const processes = labProcesses(context.root);
  return options.json
    ? jsonResult({ up: false, ...processes }, 1)
    : { exitCode: 1, output: absence(processes) };
}

function shown(
  found: MeshStatus,
  context: CommandContext,
  { json }: StatusOptions,
  choice?: string,
): CommandResult {
  const exitCode = found.pods.every((pod) => pod.ready) && !found.absent?.length ? 0 : 1;
  if (json) return jsonResult({ up: true, ...found }, exitCode);
  const guard = found.guarded ? ['guard: no configuration with an error takes effect'] : [];
  const head = choice === undefined ? [] : [`overlay ${choice}`, ...guard, ''];
  return {
    exitCode,
    output: [...head, statusText(found, context.terminal.paint, fileNames(context))].join('\n'),
  };
}

/** Why there is nothing to show. */
function absence({ lab, survivors }: LabProcesses): string {
  if (lab !== undefined) return `The lab (process ${lab}) is starting or stopping.`;
  if (survivors.length === 0) return 'The lab is not up. Start it with ./lab up.';
  return (
    `The lab was killed and left ${survivors.length} processes behind. ` +
    'Start it again with ./lab up, or end them with ./lab down.'
  );
}
