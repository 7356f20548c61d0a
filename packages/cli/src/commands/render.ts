import { parseResources } from '@lab/istio';
import { type CommandContext, type CommandDefinition, type CommandResult, jsonResult } from '../command.ts';
import { buildPlain, overlayFolders } from '../overlay-folder.ts';
import { type OverlayOptions, overlayOptions } from '../overlay-options.ts';
import { refuse } from '../render/finding-lines.ts';

interface RenderOptions extends OverlayOptions {
  readonly json?: boolean;
}

/** Prints the resources of an overlay. */
export const renderCommand: CommandDefinition<RenderOptions> = {
  name: 'render',
  argument: {
    name: 'overlay',
    required: false,
    description: 'folder below overlays/, or a path; "local" without',
  },
  summary: 'print the resources of an overlay, as kustomize builds it',
  options: [...overlayOptions, { flags: '--json', description: 'print them as one JSON array' }],
  examples: [
    ['./lab render production', 'what kubectl apply -k k8s/overlays/production applies'],
    ['./lab render kind --with canary-50', 'with one component more'],
    ['./lab render production --without network-policy', 'with one component fewer'],
    ['./lab render ./my-overlay', 'a folder that is elsewhere'],
    ["./lab render kind --json | jq '.[].kind'", 'for a script'],
  ],
  reading: `Nothing but YAML goes to stdout. What is wrong with the overlay's files goes to stderr, with the line, and the exit
code is then 1. ./lab analyze says what is wrong with the resources.`,
  run: render,
};

async function render(context: CommandContext, options: RenderOptions): Promise<CommandResult> {
  const built = await buildPlain(context, overlayFolders(context, options));
  if (!built.ok) return refuse(built.findings, context);
  if (options.json) return jsonResult(parseResources(built.yaml).resources.map(({ raw }) => raw));
  return { exitCode: 0, output: built.yaml.trimEnd() };
}
