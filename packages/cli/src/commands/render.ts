import { hasError } from '@lab/istio';
import { readBuild } from '@lab/kustomize';
import { type CommandContext, type CommandDefinition, type CommandResult, jsonResult } from '../command.ts';
import { buildPlain, overlayFolders } from '../overlay-folder.ts';
import { type OverlayOptions, overlayArgument, overlayOptions } from '../overlay-options.ts';
import { refuse } from '../render/finding-lines.ts';

interface RenderOptions extends OverlayOptions {
  readonly json?: boolean;
}

/** Prints the resources of an overlay. */
export const renderCommand: CommandDefinition<RenderOptions> = {
  name: 'render',
  argument: overlayArgument,
  summary: 'print the resources of an overlay, as kustomize builds them, or plain manifests as they are',
  options: [...overlayOptions, { flags: '--json', description: 'print the resources as one JSON array' }],
  examples: [
    ['./lab render production', 'print what kubectl apply -k k8s/overlays/production applies'],
    ['./lab render kind --with canary-50', 'add a component'],
    ['./lab render production --without network-policy', 'leave out a component'],
    ['./lab render ./my-overlay', 'use an overlay in another folder'],
    ["./lab render kind --json | jq '.[].kind'", 'filter in a script'],
  ],
  reading: `Only YAML goes to stdout. Errors in the files of the overlay go to stderr with their line, and the exit code is then 1. To
check the resources, use ./lab analyze.`,
  run: render,
};

async function render(context: CommandContext, options: RenderOptions): Promise<CommandResult> {
  const folders = overlayFolders(context, options);
  const built = await buildPlain(context, folders);
  if (!built.ok) return refuse(built.findings, context);
  const { resources, findings } = readBuild(built, { file: folders.dir });
  if (hasError(findings)) return refuse(findings, context);
  if (options.json) return jsonResult(resources.map(({ raw }) => raw));
  return { exitCode: 0, output: built.yaml.trimEnd() };
}
