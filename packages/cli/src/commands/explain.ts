import { type Explanation, findLab, type MeshClient } from '@lab/mesh-client';
import { requestOptions } from '../call/request-options.ts';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
} from '../command.ts';
import { explainFiles } from '../explain/explain-files.ts';
import type { ExplainOptions } from '../explain/explain-options.ts';
import { explainQuestion, nextOption } from '../explain/explain-question.ts';
import { overlayFrom, overlayOptions } from '../overlay-options.ts';
import { askMesh, placeOption } from '../place-option.ts';
import { explainText } from '../render/explain-text.ts';
import { fileNames } from '../render/file-names.ts';
import { refuse } from '../render/finding-lines.ts';

/** Says what would happen to a request, without sending it. */
export const explainCommand: CommandDefinition<ExplainOptions> = {
  name: 'explain',
  argument: {
    name: 'url',
    required: false,
    description: 'URL to request, through the gateway or with --from',
  },
  summary: 'explain what would happen to a request, step by step, without sending it',
  options: [
    {
      flags: '--from <workload>',
      description:
        'the workload that sends the request (NAME or NAMESPACE/NAME), or "outside" for a caller outside the mesh that goes past the gateway (default: a client of the gateway)',
    },
    {
      flags: '--next <url>',
      description:
        'URL that the application calls for the request; repeat it for the tier after that (default: the calls in traces of such a request)',
      parse: nextOption,
    },
    ...requestOptions,
    { flags: '--canary', description: 'send the header x-canary: true' },
    placeOption,
    { flags: '--overlay <overlay>', description: 'explain the files of this overlay, and not what runs' },
    ...overlayOptions,
    {
      flags: '-v, --verbose',
      description: 'also show routes and policies that do not apply, and where settings come from',
    },
    { flags: '--json', description: 'print the explanation as JSON (docs/explain.md)' },
  ],
  examples: [
    ['./lab explain', 'explain the request that ./lab call sends'],
    ['./lab explain --canary --verbose', 'show why each earlier route does not apply'],
    ['./lab explain http://frontend.localhost/healthz', 'explain a request to a host of the gateway'],
    [
      './lab explain --from ml-stable http://backend-service.backend:8080/classify',
      'check whether ml may call the backend, and which policy decides',
    ],
    ['./lab explain --with fault-injection', 'explain what the files say with a component added'],
    [
      './lab explain --next http://backend-service.backend:8080/classify',
      'name the call that the application makes, if no trace shows it',
    ],
    ['./lab explain --on kind', 'ask the cluster of ./lab kind up'],
  ],
  reading: `The answer comes from the Envoy configuration that the lab generates, and no request is sent. Without a running lab, and with
--overlay, --manifests, --with or --without, the command reads the files and assumes that all pods are ready. Values of
authorization, cookie and token headers are not shown. The exit code is 1 if the request would fail in every case.
docs/explain.md describes each line.`,
  run: explain,
};

async function explain(context: CommandContext, options: ExplainOptions): Promise<CommandResult> {
  const names = ['overlay', 'manifests', 'with', 'without'] as const;
  const chosen = names.find((name) => options[name] !== undefined);
  if (options.on !== undefined) {
    if (chosen) throw new UsageError(`--${chosen} explains files, and --on a cluster: leave out one of them`);
    return askMesh(context, options, (mesh) => fromMesh(mesh, context, options));
  }
  const lab = chosen ? undefined : await findLab(context.root);
  return lab ? fromMesh(lab, context, options) : fromFiles(context, options);
}

async function fromMesh(
  mesh: MeshClient,
  context: CommandContext,
  options: ExplainOptions,
): Promise<CommandResult> {
  const question = await explainQuestion(options, context.cwd, () => mesh.servedHosts());
  return shown(await mesh.explain(question), context, options);
}

async function fromFiles(context: CommandContext, options: ExplainOptions): Promise<CommandResult> {
  const explained = await explainFiles(context, overlayFrom(context, options), options);
  if ('findings' in explained) return refuse(explained.findings, context);
  return shown(explained.explanation, context, options);
}

function shown(explanation: Explanation, context: CommandContext, options: ExplainOptions): CommandResult {
  const [first] = explanation.hops;
  const exitCode = first?.ends.every(({ failure }) => failure) ? 1 : 0;
  if (options.json) return jsonResult(explanation, exitCode);
  const { paint } = context.terminal;
  const style = { paint, nameOf: fileNames(context), verbose: options.verbose ?? false };
  return { exitCode, output: explainText(explanation, style).join('\n') };
}
