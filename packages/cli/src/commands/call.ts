import { compareSplit, countHops } from '@lab/observe';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  wholeNumber,
} from '../command.ts';
import { askMesh, type MeshClient, type PlaceOptions, placeOption } from '../control/mesh-client.ts';
import { type CallReport, callText } from '../render/call-text.ts';
import { type GatewayResponses, sendClassifications } from './send-classifications.ts';

interface CallOptions extends PlaceOptions {
  readonly canary?: boolean;
  readonly requests: number;
  readonly concurrency: number;
  readonly item: string;
  readonly timeout: number;
  readonly json?: boolean;
}

/** Sends requests through the gateway and holds the split of each tier against its configured weights. */
export const callCommand: CommandDefinition<CallOptions> = {
  name: 'call',
  summary: 'send requests through the gateway and compare the split of every tier with its weights',
  options: [
    { flags: '--canary', description: 'send the header x-canary: true' },
    {
      flags: '-n, --requests <count>',
      description: 'requests in all',
      default: 1000,
      parse: wholeNumber(1, 1_000_000),
    },
    {
      flags: '-c, --concurrency <count>',
      description: 'requests in flight at a time',
      default: 10,
      parse: wholeNumber(1, 1000),
    },
    { flags: '--item <name>', description: 'the item to sort', default: 'glass bottle' },
    {
      flags: '--timeout <ms>',
      description: 'milliseconds to wait for one answer',
      default: 10_000,
      parse: wholeNumber(1, 600_000),
    },
    placeOption,
    { flags: '--json', description: 'print the result as JSON' },
  ],
  examples: [
    ['./lab call', '1,000 requests: is the split what the weights say?'],
    ['./lab call --canary -n 200', 'all of these should reach canary on every tier'],
    ['./lab call -n 10000 -c 50', 'load'],
    ['./lab call -n 1 --item "pizza box" --json', 'one request, for a script'],
    ['./lab call --on kind', 'the same requests, to the cluster of ./lab kind up'],
  ],
  run: call,
};

function call(context: CommandContext, options: CallOptions): Promise<CommandResult> {
  return askMesh(context, options, (mesh) => callMesh(mesh, context, options));
}

async function callMesh(
  mesh: MeshClient,
  context: CommandContext,
  options: CallOptions,
): Promise<CommandResult> {
  const gateway = await mesh.gateway();
  const headers: Record<string, string> = options.canary ? { 'x-canary': 'true' } : {};
  const { terminal, signal } = context;
  const responses = await sendClassifications({ ...options, gateway, headers, signal }, terminal);
  terminal.progress(undefined);
  if (signal.aborted) {
    terminal.note(`interrupted after ${responses.durationsMs.length} of ${options.requests} requests`);
  }
  const counts = countHops(responses.hops);
  const path = { services: [...counts.keys()], headers, host: gateway.host, path: '/api/classify' };
  const report = createReport(responses, compareSplit(counts, await mesh.weights(path)));
  const exitCode = isAsConfigured(report) ? 0 : 1;
  return options.json
    ? jsonResult(report, exitCode)
    : { exitCode, output: callText(report, terminal.paint, options.on).join('\n') };
}

function createReport(responses: GatewayResponses, tiers: CallReport['tiers']): CallReport {
  const { hops, failures, durationsMs, elapsedMs, lastTraceId } = responses;
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.ceil(part * sorted.length) - 1];
  return {
    requests: durationsMs.length,
    answered: hops.length,
    failures: [...failures].map(([reason, requests]) => ({ reason, ...requests })),
    elapsedMs,
    latencyMs: { p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99) },
    tiers,
    ...(lastTraceId && { lastTraceId }),
  };
}

function isAsConfigured({ answered, failures, tiers }: CallReport): boolean {
  return answered > 0 && failures.length === 0 && tiers.every((tier) => tier.inside !== false);
}
