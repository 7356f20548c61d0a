import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkResources, type Finding, type ParseResult, parseResources } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { labPaths, loadOverlay, type OverlayChoice } from '@lab/local';
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
  readonly json?: boolean;
}

/** Says what is wrong with a configuration, without running it. */
export const analyzeCommand: CommandDefinition<AnalyzeOptions> = {
  name: 'analyze',
  argument: { name: 'overlay', required: false, description: 'folder below overlays/; "local" without' },
  summary: 'check an overlay or files for mistakes, without starting anything',
  options: [
    ...overlayOptions,
    { flags: '-f, --file <file...>', description: 'YAML files instead of an overlay' },
    { flags: '--json', description: 'print the findings as JSON' },
  ],
  examples: [
    ['./lab analyze', 'the overlay that ./lab up starts'],
    ['./lab analyze production', 'another overlay'],
    ['./lab analyze --with mirroring', 'with one component more'],
    ['./lab analyze --manifests ~/shop/k8s', 'your own manifests'],
    ['./lab analyze -f my-routes.yaml', 'files that belong to no overlay'],
  ],
  reading: `A line for each finding: FILE:LINE:COLUMN SEVERITY CODE MESSAGE (RESOURCE). An error keeps a configuration from
taking effect, a warning does not; with either, the exit code is 1. docs/findings.md says what each code means and what
to do.`,
  run: analyze,
};

async function analyze(context: CommandContext, options: AnalyzeOptions): Promise<CommandResult> {
  if (options.overlay && options.file) throw new UsageError('give an overlay or files, not both');
  const findings = options.file
    ? await analyzeFiles(context.cwd, options.file)
    : await analyzeOverlay(context.root, overlayFrom(context, options));
  const exitCode = findings.some((finding) => finding.severity !== 'info') ? 1 : 0;
  if (options.json) return jsonResult(findings, exitCode);
  const { paint } = context.terminal;
  // Files that are named on the command line are shown as they were typed.
  const nameOf = options.file ? undefined : fileNames(context);
  const total = countFindings(findings) || paint('green', 'no findings');
  return { exitCode, output: [...findingLines(findings, paint, nameOf), total].join('\n') };
}

async function analyzeOverlay(root: string, choice: OverlayChoice): Promise<readonly Finding[]> {
  const { findings } = await loadOverlay({
    kustomize: await findKustomize(),
    root,
    ...choice,
    workDir: labPaths(root).analyze,
  });
  return findings;
}

async function analyzeFiles(cwd: string, files: readonly string[]): Promise<readonly Finding[]> {
  const parsed = await Promise.all(files.map((file) => parseFile(cwd, file)));
  // Counted over all files: the order is the last tie-break between policies.
  const resources = parsed
    .flatMap((result) => result.resources)
    .map((resource, order) => ({ ...resource, order }));
  const early = parsed.flatMap((result) => result.findings);
  return checkResources(resources, early).findings;
}

async function parseFile(cwd: string, file: string): Promise<ParseResult> {
  try {
    return parseResources(await readFile(resolve(cwd, file), 'utf8'), { file });
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`);
  }
}
