import {
  type GatewayResponses,
  isServed,
  latencyOf,
  type MeshClient,
  sendClassifications,
} from '@lab/mesh-client';
import { compareSplit, countHops } from '@lab/observe';
import { type CommandContext, type CommandResult, jsonResult, UsageError } from '../command.ts';
import { type CallReport, callText } from '../render/call-text.ts';
import type { CallOptions } from './call-options.ts';
import { canaryHeader } from './own-request.ts';
import { withRequestProgress } from './request-progress.ts';

const MANY = 1000;
const ITEM = 'glass bottle';

/** Asks the application of the project, and holds the split of each tier against its configured weights. */
export async function callApplication(
  mesh: MeshClient,
  context: CommandContext,
  options: CallOptions,
): Promise<CommandResult> {
  const gateway = await mesh.gateway();
  if (gateway.note) context.terminal.note(gateway.note);
  await requireHost(mesh, 'frontend.localhost');
  const headers = { ...canaryHeader(options), ...options.header };
  const { terminal, signal } = context;
  const { requests = MANY, item = ITEM } = options;
  const load = { ...options, requests, item, gateway, headers, signal };
  const responses = await withRequestProgress({ terminal, signal, total: requests }, (onRequests) =>
    sendClassifications(load, onRequests),
  );
  const counts = countHops(responses.hops);
  const path = {
    services: [...counts.keys()],
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value].flat().join()]),
    ),
    host: gateway.host,
    path: '/api/classify',
  };
  const found = (await mesh.keepsTraces()) ? responses : withoutTraces(responses);
  const report = createReport(found, compareSplit(counts, await mesh.weights(path)));
  const exitCode = isAsConfigured(report) ? 0 : 1;
  return options.json
    ? jsonResult(report, exitCode)
    : { exitCode, output: callText(report, terminal.paint, options.on).join('\n') };
}

/** Says what to ask where the application is not that of the project. */
async function requireHost(mesh: MeshClient, host: string): Promise<void> {
  const served = await mesh.servedHosts();
  if (isServed(host, served)) return;
  const [other = 'NAME'] = served.filter((domain) => !domain.includes('*'));
  throw new UsageError(
    `the gateway does not serve ${host}, which ./lab call asks without --host; it serves ${served.join(', ') || 'no host'}\n` +
      `ask something of your own: ./lab call --host ${other} --path /`,
  );
}

/** Ids of traces that nobody keeps lead nowhere. */
function withoutTraces({ lastTraceId: _, failures, ...rest }: GatewayResponses): GatewayResponses {
  return { ...rest, failures: new Map([...failures].map(([reason, { count }]) => [reason, { count }])) };
}

function createReport(responses: GatewayResponses, tiers: CallReport['tiers']): CallReport {
  const { hops, failures, durationsMs, elapsedMs, lastTraceId } = responses;
  return {
    requests: durationsMs.length,
    answered: hops.length,
    failures: [...failures].map(([reason, requests]) => ({ reason, ...requests })),
    elapsedMs,
    latencyMs: latencyOf(durationsMs),
    tiers,
    ...(lastTraceId && { lastTraceId }),
  };
}

function isAsConfigured({ answered, failures, tiers }: CallReport): boolean {
  return answered > 0 && failures.length === 0 && tiers.every((tier) => tier.inside !== false);
}
