import { isServed, type MeshClient, type RequestReport, type SendLoad, sendCounted } from '@lab/mesh-client';
import { sendLoad } from '@lab/observe';
import { type CommandContext, type CommandResult, jsonResult, UsageError } from '../command.ts';
import { requestText } from '../render/request-text.ts';
import type { CallOptions } from './call-options.ts';
import { causesOrMuted } from './causes-or-muted.ts';
import { ownRequest } from './own-request.ts';
import { withRequestProgress } from './request-progress.ts';

/** Sends a request of a person's own, through the gateway or from a pod, once or many times. */
export async function callOwn(
  mesh: MeshClient,
  context: CommandContext,
  options: CallOptions,
): Promise<CommandResult> {
  const { terminal, signal, cwd } = context;
  const { headers, ...request } = ownRequest(options, cwd);
  const { send, url, host } =
    options.from === undefined ? await throughGateway(mesh, context, options) : await fromPod(mesh, options);
  const load = {
    ...request,
    url,
    headers: { ...(host && { host }), ...headers },
    total: options.requests ?? 1,
    concurrency: options.concurrency,
    timeoutMs: options.timeout,
    signal,
  };
  const since = Date.now();
  const report = await withRequestProgress({ terminal, signal, total: load.total }, (onRequests) =>
    sendCounted(send, load, onRequests),
  );
  const sent = {
    method: request.method,
    host: String([load.headers.host ?? []].flat()[0] ?? url.host),
    path: url.pathname,
  };
  const asked = { sent, since, failed: failedRequests(report) };
  const causes = await causesOrMuted(mesh, context, options.on, asked);
  const exitCode = report.failures.length === 0 && report.answered > 0 ? 0 : 1;
  return options.json
    ? jsonResult({ ...report, ...causes }, exitCode)
    : { exitCode, output: requestText({ ...report, ...causes }, terminal.paint, options.on).join('\n') };
}

/** Those with an error as their answer, and those without one. */
function failedRequests({ answers, failures }: RequestReport): number {
  const failed = [...answers.filter(({ status }) => status >= 400), ...failures];
  return failed.reduce((sum, { count }) => sum + count, 0);
}

/** In place of a workload: a caller that is not in the mesh. */
const OUTSIDE = 'outside';

/** Where a request goes, and how. */
interface Way {
  readonly send: SendLoad;
  readonly url: URL;
  /** The Host header, where it is not that of the URL. */
  readonly host?: string;
}

async function throughGateway(
  mesh: MeshClient,
  { terminal }: CommandContext,
  options: CallOptions,
): Promise<Way> {
  const { path = '/' } = options;
  if (!path.startsWith('/')) throw new UsageError(`--path ${path}: a path must begin with /`);
  const gateway = await mesh.gateway(options.host ?? (await servedHost(mesh)));
  const { address = '127.0.0.1', port, host, note } = gateway;
  if (note) terminal.note(note);
  return { send: sendLoad, url: new URL(`http://${address}:${port}${path}`), host };
}

async function fromPod(mesh: MeshClient, { from = '', url = '' }: CallOptions): Promise<Way> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target || !/^https?:$/.test(target.protocol))
    throw new UsageError(`"${url}" is not an http or https URL`);
  const send = from === OUTSIDE ? await mesh.senderOutside() : await mesh.senderIn(from);
  return { send, url: target };
}

/** None where the project's own application is served, or else the first host that is. */
async function servedHost(mesh: MeshClient): Promise<string | undefined> {
  const served = await mesh.servedHosts();
  if (isServed('frontend.localhost', served)) return undefined;
  const host = served.find((domain) => !domain.includes('*'));
  if (host !== undefined) return host;
  throw new UsageError(`--host is needed: the gateway serves ${served.join(', ') || 'no host'}`);
}
