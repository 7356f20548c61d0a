import { type CallReport, CLASSIFY_PATH, isServed, type MeshClient, measureSplit } from '@lab/mesh-client';
import { type CommandContext, type CommandResult, jsonResult, UsageError } from '../command.ts';
import { callText } from '../render/call-text.ts';
import type { CallOptions } from './call-options.ts';
import { causesOrMuted } from './causes-or-muted.ts';
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
  const { concurrency, timeout: timeoutMs } = options;
  const load = { gateway, item, headers, requests, concurrency, timeoutMs, signal };
  const since = Date.now();
  const report = await withRequestProgress({ terminal, signal, total: requests }, (onRequests) =>
    measureSplit(mesh, load, onRequests),
  );
  const sent = { method: 'POST', host: gateway.host, path: CLASSIFY_PATH };
  const failed = report.failures.reduce((sum, { count }) => sum + count, 0);
  const causes = await causesOrMuted(mesh, context, options.on, { sent, since, failed });
  const exitCode = isAsConfigured(report) ? 0 : 1;
  return options.json
    ? jsonResult({ ...report, ...causes }, exitCode)
    : { exitCode, output: callText({ ...report, ...causes }, terminal.paint, options.on).join('\n') };
}

/** Says what to ask where the application is not that of the project. */
async function requireHost(mesh: MeshClient, host: string): Promise<void> {
  const served = await mesh.servedHosts();
  if (isServed(host, served)) return;
  const [other = 'NAME'] = served.filter((domain) => !domain.includes('*'));
  throw new UsageError(
    `the gateway does not serve ${host}, to which ./lab call sends without --host; it serves ${served.join(', ') || 'no host'}\n` +
      `send a custom request: ./lab call --host ${other} --path /`,
  );
}

function isAsConfigured({ answered, failures, tiers }: CallReport): boolean {
  return answered > 0 && failures.length === 0 && tiers.every((tier) => tier.inside !== false);
}
