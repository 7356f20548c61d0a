import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { diffMeshes, type Finding, type MeshDiff } from '@lab/istio';
import { labPaths } from '@lab/local';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
} from '../command.ts';
import type { DiffOptions } from '../diff/diff-options.ts';
import {
  type LoadedSide,
  refusals,
  sideInForce,
  sideNamed,
  sideOfFiles,
  sideOfRevision,
  type Workplace,
} from '../diff/load-side.ts';
import { probesOf, readRequests } from '../diff/read-requests.ts';
import { mutedIncident, mutedText } from '../muting.ts';
import { overlayFrom, overlayOptions } from '../overlay-options.ts';
import { diffMarkdown, diffText, type NamedDiff, summary } from '../render/diff-text.ts';
import { fileNames } from '../render/file-names.ts';
import { findingLines } from '../render/finding-lines.ts';

/** Says what an edit does to requests, before it is applied. */
export const diffCommand: CommandDefinition<DiffOptions> = {
  name: 'diff',
  argument: {
    name: 'sides',
    required: false,
    isList: true,
    description:
      'before and after: each a git revision, an overlay, a folder, a file, or - for standard input (default: the active configuration of the lab, or HEAD if it is not up; and the working tree)',
  },
  summary: 'say what an edit does to requests, before it is applied',
  options: [
    {
      flags: '--overlay <overlay>',
      description:
        'overlay of the working tree and of a revision to compare (default: local, or what the lab runs)',
    },
    ...overlayOptions.map((option) =>
      option.flags.startsWith('--manifests')
        ? option
        : { ...option, description: `${option.description}, after the change only` },
    ),
    {
      flags: '--requests <file>',
      description: 'compare the requests of a YAML file, and not those derived from both sides',
    },
    { flags: '--markdown', description: 'print Markdown, for the summary of a job' },
    { flags: '--json', description: 'print the comparison as JSON (docs/diff.md)' },
  ],
  examples: [
    ['./lab diff', 'compare the working tree with what the lab runs, or with HEAD'],
    ['./lab diff main', 'compare the working tree with a branch'],
    ['./lab diff HEAD~3 HEAD', 'compare two revisions'],
    ['./lab diff --with canary-50', 'say what a component would change'],
    ['./lab diff local kind-canary-50', 'compare two overlays'],
    ['./lab diff main --overlay production', 'compare another overlay with that of a branch'],
    [
      'helm template shop | ./lab diff before.yaml -',
      'compare what a chart prints with what it printed before',
    ],
    ['./lab diff --requests smoke.yaml', 'compare requests of your own'],
  ],
  reading: `No request is sent. Each is explained as ./lab explain does on both sides, and what differs is said with the lines of YAML that
cause it: the dangerous changes first. The exit code is 0 if no request and no finding changes, 1 if one does, and 2 if a side
cannot be read, would be refused, or is the workbench of an open incident. docs/diff.md describes the output.`,
  run: diff,
};

async function diff(context: CommandContext, options: DiffOptions): Promise<CommandResult> {
  if (options.json && options.markdown) throw new UsageError('--json and --markdown: give one of them');
  const [before, after, ...more] = options.sides ?? [];
  if (more.length > 0) throw new UsageError('there are two sides: before and after');
  if (before === '-' && after === '-') throw new UsageError('only one side can be read from standard input');
  const folder = join(labPaths(context.root).diff, String(process.pid));
  const place: Workplace = { root: context.root, cwd: context.cwd, folder };
  try {
    return await compare(context, place, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(
  context: CommandContext,
  place: Workplace,
  options: DiffOptions,
): Promise<CommandResult> {
  const requests =
    options.requests === undefined ? undefined : await readRequests(context.cwd, options.requests);
  const { before, after } = await sidesOf(context, place, options);
  const incident = [before, after].map(({ path }) => path && mutedIncident(context, path)).find(Boolean);
  if (incident) return muted(incident, options);
  const [old, own] = await Promise.all([before.load(), after.load()]);
  if (!old.ok) return refused(context, before, old.findings);
  const invalid = own.ok ? refusals(own.findings) : own.findings;
  if (!own.ok || invalid.length > 0) return refused(context, after, invalid);
  const probes = requests && probesOf(requests, old.mesh, own.mesh);
  const named = { before: before.name, after: after.name, ...diffMeshes(old, own, probes) };
  return shown(named, context, options);
}

interface Sides {
  readonly before: LoadedSide;
  readonly after: LoadedSide;
}

async function sidesOf(context: CommandContext, place: Workplace, options: DiffOptions): Promise<Sides> {
  const { sides = [], ...others } = options;
  const [before, after] = sides;
  const inForce = before === undefined ? await sideInForce(context) : undefined;
  const isChosen = (['manifests', 'overlay'] as const).some((name) => options[name] !== undefined);
  const files = () => {
    const choice = overlayFrom(context, others);
    const { components, without } = choice;
    // Where nothing is chosen, the files of what the lab runs, with components of this run.
    const own = inForce?.choice && !isChosen ? added(inForce.choice, components, without) : choice;
    return sideOfFiles(place, own, 'the working tree');
  };
  const right = after === undefined ? files() : await sideNamed(place, after, others);
  if (before !== undefined) return { before: await sideNamed(place, before, others), after: right };
  if (inForce) return { before: inForce, after: right };
  context.terminal.note('the lab is not up: compared with HEAD');
  return { before: await sideOfRevision(place, 'HEAD', others), after: right };
}

function added(
  choice: NonNullable<LoadedSide['choice']>,
  components: readonly string[],
  without: readonly string[],
) {
  return {
    ...choice,
    components: [...choice.components, ...components],
    without: [...choice.without, ...without],
  };
}

function muted(incident: string, { json }: DiffOptions): CommandResult {
  return json ? jsonResult({ muted: incident }, 2) : { exitCode: 2, output: mutedText(incident) };
}

function refused(context: CommandContext, side: LoadedSide, findings: readonly Finding[]): CommandResult {
  const { terminal } = context;
  terminal.note(`error: ${side.name} cannot be compared: nothing would apply it as it is`);
  for (const line of findingLines(findings, terminal.paint, fileNames(context))) terminal.note(line);
  return { exitCode: 2 };
}

function shown(diff: NamedDiff, context: CommandContext, options: DiffOptions): CommandResult {
  const exitCode = isSame(diff) ? 0 : 1;
  if (options.json) return jsonResult(diff, exitCode);
  const plain = (_: unknown, text: string) => text;
  const paint = options.markdown ? plain : context.terminal.paint;
  const lines = diffText(diff, { paint, nameOf: options.markdown ? (file) => file : fileNames(context) });
  if (!options.markdown) return { exitCode, output: lines.join('\n') };
  return { exitCode, output: diffMarkdown(lines.slice(0, -1), summary(diff)) };
}

function isSame({ changes, findings, workloads }: MeshDiff): boolean {
  return [changes, findings.introduced, findings.fixed, workloads.added, workloads.removed].every(
    ({ length }) => length === 0,
  );
}
