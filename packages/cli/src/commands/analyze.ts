import type { Finding } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { labPaths, loadOverlay, type OverlayChoice, overlayFindings } from '@lab/local';
import { findLab } from '@lab/mesh-client';
import { analyzeFiles } from '../analyze-files.ts';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
} from '../command.ts';
import { mutedAmong, mutedIncident, mutedText, unmuted, unmutedOfFiles } from '../muting.ts';
import {
  type OverlayOptions,
  overlayArgument,
  overlayFrom,
  overlayOptions,
  standInOptions,
} from '../overlay-options.ts';
import { fileNames } from '../render/file-names.ts';
import { countFindings, findingLines } from '../render/finding-lines.ts';

interface AnalyzeOptions extends OverlayOptions {
  readonly file?: readonly string[];
  readonly cluster?: boolean;
  readonly json?: boolean;
}

/** Says what is wrong with a configuration, without running it. */
export const analyzeCommand: CommandDefinition<AnalyzeOptions> = {
  name: 'analyze',
  argument: overlayArgument,
  summary: 'check an overlay or files for mistakes, without running anything',
  options: [
    ...overlayOptions,
    ...standInOptions,
    {
      flags: '-f, --file <file...>',
      description: 'check YAML files or folders instead of an overlay; - for standard input',
    },
    {
      flags: '--cluster',
      description: 'check for a cluster: leave out findings that concern only this machine',
    },
    { flags: '--json', description: 'print findings as JSON' },
  ],
  examples: [
    ['./lab analyze', 'check the overlay that ./lab up runs'],
    ['./lab analyze production', 'check another overlay'],
    ['./lab analyze kind-ambient --cluster', 'check an overlay that needs a cluster'],
    ['./lab analyze --with mirroring', 'check with a component added'],
    ['./lab analyze --manifests ~/shop/k8s', 'check your own manifests'],
    ['./lab analyze -f my-routes.yaml', 'check files that belong to no overlay'],
    ['./lab analyze -f samples', 'check all .yaml, .yml and .json files below a folder'],
    ['helm template shop | ./lab analyze -f -', 'check what another program prints'],
  ],
  reading: `Each finding is one line: FILE:LINE:COLUMN SEVERITY CODE MESSAGE (RESOURCE). The exit code is 1 if there are errors or
warnings. For an overlay, the findings are those that ./lab up reports; what Envoys reject is among them if the lab runs that
overlay. docs/findings.md explains each code, and what ./lab up does with
a configuration that has it.`,
  run: analyze,
};

async function analyze(context: CommandContext, options: AnalyzeOptions): Promise<CommandResult> {
  if (options.overlay && options.file) throw new UsageError('give an overlay or files, not both');
  const choice = options.file ? undefined : overlayFrom(context, options);
  const incident = choice
    ? mutedIncident(context, choice.manifests)
    : mutedAmong(context, options.file ?? []);
  if (incident !== undefined) context.terminal.note(mutedText(incident));
  const findings = choice
    ? await analyzeOverlay(context, choice, options.cluster)
    : unmutedOfFiles(context, await analyzeFiles(context.cwd, options.file ?? []));
  const exitCode = findings.some((finding) => finding.severity !== 'info') ? 1 : 0;
  if (options.json) return jsonResult(findings, exitCode);
  const { paint } = context.terminal;
  // Files that are named on the command line are shown as they were typed.
  const nameOf = options.file ? undefined : fileNames(context);
  const total = countFindings(findings);
  const lines = [...findingLines(findings, paint, nameOf), ...(total ? [total] : [])];
  // While some are muted, none says nothing.
  if (lines.length === 0 && incident !== undefined) return { exitCode };
  return { exitCode, output: lines.join('\n') || paint('green', 'no findings') };
}

/** What `./lab up` would say, or with `forCluster` what concerns a cluster as well. */
async function analyzeOverlay(
  context: CommandContext,
  choice: OverlayChoice,
  forCluster = false,
): Promise<readonly Finding[]> {
  const { root } = context;
  const source = { kustomize: await findKustomize(), root, ...choice, workDir: labPaths(root).analyze };
  const findings = forCluster
    ? (await loadOverlay(source)).findings
    : [...(await overlayFindings(source)), ...(await rejections(root, choice))];
  return unmuted(context, choice.manifests, findings);
}

/** What Envoys reject of an overlay: only a lab that runs it knows. */
async function rejections(root: string, choice: OverlayChoice): Promise<readonly Finding[]> {
  const status = await (await findLab(root))?.status();
  const keyOf = ({ manifests, overlay, components, without }: OverlayChoice) =>
    JSON.stringify([manifests, overlay, components, without]);
  if (!status || keyOf(status) !== keyOf(choice)) return [];
  return status.findings.filter(({ code }) => code === 'LAB0207');
}
