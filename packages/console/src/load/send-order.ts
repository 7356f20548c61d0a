import {
  CLASSIFY_PATH,
  causesOf,
  InvalidRequestError,
  isServed,
  type MeshClient,
  measureSplit,
  type OnRequests,
  type SendLoad,
  sendCounted,
} from '@lab/mesh-client';
import { sendLoad } from '@lab/observe';
import { serviceNamed } from '../picture/possible-calls.ts';
import type { ApplicationOrder, LoadState, OwnOrder } from '../protocol.ts';
import type { ConsoleSource } from '../server/source.ts';
import { withoutHeaderSecrets } from './without-header-secrets.ts';

/** As `./lab call` sends. */
const PACE = { concurrency: 10, timeoutMs: 10_000 };
const ITEM = 'glass bottle';
const APPLICATION = 'frontend.localhost';

interface Sending {
  readonly signal: AbortSignal;
  readonly onRequests: OnRequests;
  readonly note: (text: string) => void;
}

type Report = Pick<LoadState, 'application' | 'own'>;

/** Sends requests to the project's own application. @throws InvalidRequestError where the gateway does not serve it */
export async function sendToApplication(
  source: ConsoleSource,
  order: ApplicationOrder,
  { signal, onRequests, note }: Sending,
): Promise<Report> {
  const mesh = await source.mesh();
  if (!isServed(APPLICATION, await mesh.servedHosts()))
    throw new InvalidRequestError(`the gateway does not serve ${APPLICATION}: send requests of your own`);
  const gateway = await mesh.gateway();
  const since = Date.now();
  const { item = ITEM, requests } = order;
  const load = { ...PACE, gateway, item, requests, signal, headers: headersOf(order) };
  const report = await measureSplit(mesh, load, onRequests);
  const failed = report.failures.reduce((sum, { count }) => sum + count, 0);
  const sent = { method: 'POST', host: gateway.host, path: CLASSIFY_PATH };
  return { application: { ...report, causes: await causesOf(mesh, { sent, since, failed, signal }, note) } };
}

/** Sends requests of a person's own: through the gateway, or from a pod to a Service of the mesh. @throws InvalidRequestError */
export async function sendOwn(
  source: ConsoleSource,
  order: OwnOrder,
  { signal, onRequests, note }: Sending,
): Promise<Report> {
  const mesh = await source.mesh();
  const way =
    order.from === undefined ? await throughGateway(mesh, order) : await fromPod(source, mesh, order);
  const { send, url, host } = way;
  const method = (order.method ?? (order.body === undefined ? 'GET' : 'POST')).toUpperCase();
  const content: Record<string, string> =
    order.body === undefined ? {} : { 'content-type': 'application/json' };
  const headers: Record<string, string> = {
    ...content,
    ...(host !== undefined && { host }),
    ...headersOf(order),
  };
  const { body, requests: total } = order;
  const load = { ...PACE, url, method, headers, total, signal, ...(body !== undefined && { body }) };
  const since = Date.now();
  const report = await sendCounted(send, load, onRequests);
  const failures = [...report.answers.filter(({ status }) => status >= 400), ...report.failures];
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const sent = { method, host: String(headers.host ?? url.host), path: url.pathname };
  const causes = await causesOf(mesh, { sent, since, failed, signal }, note);
  return { own: { ...withoutHeaderSecrets(report), causes } };
}

interface Way {
  readonly send: SendLoad;
  readonly url: URL;
  readonly host?: string;
}

async function throughGateway(mesh: MeshClient, { host, path = '/' }: OwnOrder): Promise<Way> {
  const gateway = await mesh.gateway(host || (await usualHost(mesh)));
  const { address = '127.0.0.1', port } = gateway;
  return { send: sendLoad, url: new URL(`http://${address}:${port}${path}`), host: gateway.host };
}

/** None where the project's own application is served, or else the first host that is. */
async function usualHost(mesh: MeshClient): Promise<string | undefined> {
  const served = await mesh.servedHosts();
  if (isServed(APPLICATION, served)) return undefined;
  const host = served.find((domain) => !domain.includes('*'));
  if (host !== undefined) return host;
  throw new InvalidRequestError(`name a host: the gateway serves ${served.join(', ') || 'none'}`);
}

/** Only to Services of the mesh: a page may not make this machine call others. */
async function fromPod(
  source: ConsoleSource,
  mesh: MeshClient,
  { from = '', url = '' }: OwnOrder,
): Promise<Way> {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target || !/^https?:$/.test(target.protocol))
    throw new InvalidRequestError(`"${url}" is not an http or https URL`);
  const service = serviceNamed((await source.configuration()).mesh, target.hostname);
  if (service?.registry !== 'kubernetes' || service.external)
    throw new InvalidRequestError(`${target.hostname} is no Service of the mesh: write NAME.NAMESPACE:PORT`);
  const send = from === 'outside' ? await mesh.senderOutside() : await mesh.senderIn(from);
  return { send, url: target };
}

function headersOf({ headers = {}, canary }: Pick<OwnOrder, 'headers' | 'canary'>): Record<string, string> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ...(canary && { 'x-canary': 'true' }), ...Object.fromEntries(lower) };
}
