import type { Finding } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { labPaths, loadOverlay, type OverlayChoice, overlayFindings } from '@lab/local';
import { analyzeFiles } from '../analyze-files.ts';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
} from '../command.ts';
import { type OverlayOptions, overlayFrom, overlayOptions } from '../overlay-options.ts';
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
  argument: { name: 'overlay', required: false, description: 'folder below overlays/; "local" without' },
  summary: 'check an overlay or files for mistakes, without starting anything',
  options: [
    ...overlayOptions,
    {
      flags: '-f, --file <file...>',
      description: 'YAML files or folders instead of an overlay, - for standard input',
    },
    { flags: '--cluster', description: 'leave out what keeps an overlay from this machine only' },
    { flags: '--json', description: 'print the findings as JSON' },
  ],
  examples: [
    ['./lab analyze', 'the overlay that ./lab up starts'],
    ['./lab analyze production', 'another overlay'],
    ['./lab analyze kind-ambient --cluster', 'one that only a cluster can run'],
    ['./lab analyze --with mirroring', 'with one component more'],
    ['./lab analyze --manifests ~/shop/k8s', 'your own manifests'],
    ['./lab analyze -f my-routes.yaml', 'files that belong to no overlay'],
    ['./lab analyze -f samples', 'all .yaml, .yml and .json of a folder and of those below it'],
    ['helm template shop | ./lab analyze -f -', 'what another program prints'],
  ],
  reading: `A line for each finding: FILE:LINE:COLUMN SEVERITY CODE MESSAGE (RESOURCE). An error keeps a configuration from
taking effect, a warning does not; with either, the exit code is 1. docs/findings.md says what each code means and what
to do. Of an overlay it says what ./lab up would say.`,
  run: analyze,
};

async function analyze(context: CommandContext, options: AnalyzeOptions): Promise<CommandResult> {
  if (options.overlay && options.file) throw new UsageError('give an overlay or files, not both');
  const findings = options.file
    ? await analyzeFiles(context.cwd, options.file)
    : await analyzeOverlay(context.root, overlayFrom(context, options), options.cluster);
  const exitCode = findings.some((finding) => finding.severity !== 'info') ? 1 : 0;
  if (options.json) return jsonResult(findings, exitCode);
  const { paint } = context.terminal;
  // Files that are named on the command line are shown as they were typed.
  const nameOf = options.file ? undefined : fileNames(context);
  const total = countFindings(findings) || paint('green', 'no findings');
  return { exitCode, output: [...findingLines(findings, paint, nameOf), total].join('\n') };
}

/** What `./lab up` would say, or with `forCluster` what concerns a cluster as well. */
async function analyzeOverlay(
  root: string,
  choice: OverlayChoice,
  forCluster = false,
): Promise<readonly Finding[]> {
  const source = { kustomize: await findKustomize(), root, ...choice, workDir: labPaths(root).analyze };
  return forCluster ? (await loadOverlay(source)).findings : overlayFindings(source);
}
