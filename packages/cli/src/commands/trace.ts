import { failed, listTraces, type MeshClient, readTrace, traceFailure } from '@lab/mesh-client';
import { traceLines } from '@lab/observe';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
  wholeNumber,
} from '../command.ts';
import { mutedCauseText, openIncident } from '../muting.ts';
import { askMesh, type PlaceOptions, placeOption } from '../place-option.ts';
import { traceList } from '../render/trace-list.ts';
import { traceText } from '../render/trace-text.ts';

interface TraceOptions extends PlaceOptions {
  readonly id?: string;
  readonly json?: boolean;
  readonly list?: boolean;
  readonly number: number;
}

/** Shows one trace as a tree. */
export const traceCommand: CommandDefinition<TraceOptions> = {
  name: 'trace',
  argument: {
    name: 'id',
    required: false,
    description: 'trace ID, or its first digits (default: the newest trace)',
  },
  summary: 'show the path of a request: the spans of gateway, sidecars and applications, as a tree',
  options: [
    placeOption,
    { flags: '--list', description: 'list the newest traces, one per line' },
    {
      flags: '-n, --number <count>',
      description: 'number of traces to list',
      default: 20,
      parse: wholeNumber(1, 100),
    },
    { flags: '--json', description: 'print the tree, or the list, as JSON' },
  ],
  examples: [
    ['./lab trace', 'show the newest trace'],
    ['./lab trace 4bf92f35', 'show the trace whose ID starts with 4bf92f35'],
    ['./lab trace --list', 'list traces: ID, time, root, status, duration, spans'],
    ['./lab trace --json', 'print JSON for a script'],
    ['./lab trace --on kind', "read from the cluster's Jaeger (skaffold dev -p observability)"],
  ],
  run: trace,
};

async function trace(context: CommandContext, options: TraceOptions): Promise<CommandResult> {
  const prefix = (options.id ?? '').toLowerCase();
  if (!/^[0-9a-f]{0,32}$/.test(prefix))
    throw new UsageError(`"${options.id}" is not a trace ID: use at most 32 hexadecimal digits`);
  return askMesh(context, options, (mesh) =>
    options.list ? showList(mesh, prefix, context, options) : showTrace(mesh, prefix, context, options),
  );
}

async function showList(
  mesh: MeshClient,
  prefix: string,
  { terminal }: CommandContext,
  { on, json, number }: TraceOptions,
): Promise<CommandResult> {
  const traces = await listTraces(mesh, prefix, number);
  if (json) return jsonResult(traces);
  if (traces.length === 0) {
    terminal.note(await absence(mesh, prefix, on));
    return { exitCode: 1 };
  }
  const sampling = await samplingText(mesh);
  return { exitCode: 0, output: [traceList(traces, terminal.paint), ...sampling].join('\n') };
}

async function showTrace(
  mesh: MeshClient,
  prefix: string,
  context: CommandContext,
  { on, json }: TraceOptions,
): Promise<CommandResult> {
  const { terminal, signal } = context;
  if (!prefix) terminal.progress('waiting for the latest spans');
  const tree = await readTrace(mesh, prefix, signal);
  terminal.progress(undefined);
  if (!tree) {
    terminal.note(await absence(mesh, prefix, on));
    return { exitCode: 1 };
  }
  const whole = tree.orphans.length === 0 && tree.duplicates.length === 0;
  const hasFailed = traceLines(tree).some(({ span }) => failed(span));
  const muted = hasFailed ? await openIncident(context, on) : undefined;
  if (muted !== undefined) terminal.note(mutedCauseText(muted));
  const failure = muted === undefined ? await traceFailure(mesh, tree, terminal.note) : undefined;
  if (json)
    return jsonResult({ ...tree, ...(failure && { failure }), ...(muted && { muted }) }, whole ? 0 : 1);
  // The newest request may be another one.
  if (!prefix) for (const line of await samplingText(mesh)) terminal.note(line);
  return { exitCode: whole ? 0 : 1, output: traceText(tree, terminal.paint, failure) };
}

/** Why there is no trace to show, and what to do. */
async function absence(mesh: MeshClient, prefix: string, on: string | undefined): Promise<string> {
  const wanted = prefix ? `No trace ID starts with ${prefix}` : 'There is no trace yet';
  const sampling = await samplingText(mesh);
  if (sampling.length > 0) return [`${wanted}.`, ...sampling].join(' ');
  if (prefix) return `${wanted}: the request was not sampled, or newer traces have replaced its trace.`;
  return `${wanted}. Send a request with ./lab call -n 1${on === undefined ? '' : ` --on ${on}`}.`;
}

/** What the mesh leaves out; nothing where it makes a trace of every request, or where that is not known. */
async function samplingText(mesh: MeshClient): Promise<string[]> {
  const sampling = await mesh.sampling().catch(() => undefined);
  if (sampling === undefined || sampling >= 100) return [];
  if (sampling === 0) {
    return [
      'The mesh samples no requests. Add the component tracing (./lab up --with tracing), or a Telemetry resource to manifests of your own (docs/your-own-mesh.md#tracing).',
    ];
  }
  return [
    `The mesh samples ${sampling}% of requests. The others have no trace, even if their answer has a trace ID. ` +
      'A request that brings a `traceparent` header with the flag 01 is always sampled.',
  ];
}
