import type { Finding } from '@lab/istio';
import { type MeshClient, sendClassifications, sendCounted } from '@lab/mesh-client';
import { sendLoad } from '@lab/observe';
import type { Answers, ApplicationRequest, Ask, OwnRequest } from './ask.ts';

/** Milliseconds to wait for one answer. */
const TIMEOUT_MS = 10_000;
/** Requests to the application at a time. */
const CONCURRENCY = 10;
const ITEM = 'glass bottle';
/** The path on which the application answers with its hops. */
const CLASSIFY = { method: 'POST', path: '/api/classify' };
/** The calls of the application, tier by tier: what explain would otherwise read off traces. */
const NEXT = ['http://backend-service.backend:8080/classify', 'http://ml-service.ml:5000/predict'];

/** What is known of the learner's files. */
export interface Known {
  readonly findings: readonly Finding[];
  readonly answer: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, string>;
  readonly change: Ask['change'];
}

/** Asks a mesh; explanations are kept, so make a new one when the files have changed. */
export function createAsk(mesh: MeshClient, known: Known, signal: AbortSignal): Ask {
  const explained = new Map<string, ReturnType<Ask['explain']>>();
  const once = (request: object, find: () => ReturnType<Ask['explain']>) => {
    const key = JSON.stringify(request);
    const known = explained.get(key);
    if (known) return known;
    const found = find();
    explained.set(key, found);
    // What failed is asked again the next time; who asked now gets the error.
    found.catch(() => explained.delete(key));
    return found;
  };
  return {
    ...{ mesh, signal, ...known },
    classify: (request, times) => classify(mesh, request, { times, signal }),
    classifyUntil: (request, until) =>
      classify(mesh, request, { times: Number.MAX_SAFE_INTEGER, signal: until }),
    send: (request) => send(mesh, request, signal),
    explain: (request) => once(request, () => explain(mesh, request)),
    follow: (request) => once(request, () => follow(mesh, request)),
  };
}

interface Sending {
  readonly times: number;
  readonly signal: AbortSignal;
}

async function classify(
  mesh: MeshClient,
  { headers = {} }: ApplicationRequest,
  { times, signal }: Sending,
): Promise<Answers> {
  const gateway = await mesh.gateway();
  const load = { requests: times, concurrency: Math.min(times, CONCURRENCY), timeoutMs: TIMEOUT_MS };
  const responses = await sendClassifications({ gateway, item: ITEM, headers, signal, ...load });
  const { hops, failures, lastTraceId } = responses;
  return {
    ...{ hops, failures: [...failures].map(([reason, { count }]) => ({ reason, count })) },
    ...(lastTraceId && { traceId: lastTraceId }),
  };
}

async function explain(mesh: MeshClient, { headers = {} }: ApplicationRequest) {
  const { host } = await mesh.gateway();
  const url = `http://${host}${CLASSIFY.path}`;
  return mesh.explain({ method: CLASSIFY.method, url, headers, next: NEXT });
}

function follow(mesh: MeshClient, { from, url, method = 'GET', headers = {} }: OwnRequest) {
  const single = Object.entries(headers).map(([name, value]) => [name, [value].flat().join()] as const);
  return mesh.explain({
    ...{ method, url, headers: Object.fromEntries(single), next: [] },
    ...(from !== undefined && { from }),
  });
}

async function send(mesh: MeshClient, request: OwnRequest, signal: AbortSignal) {
  const { from, url, method, headers, body, times = 1, concurrency = 1 } = request;
  const load = {
    ...{ total: times, concurrency, timeoutMs: TIMEOUT_MS, signal },
    ...(method && { method }),
    ...(body !== undefined && { body }),
  };
  if (from !== undefined) {
    const sender = from === 'outside' ? await mesh.senderOutside() : await mesh.senderIn(from);
    return sendCounted(sender, { ...load, url: new URL(url), ...(headers && { headers }) });
  }
  const { pathname, search, hostname } = new URL(url);
  const { address = '127.0.0.1', port, host } = await mesh.gateway(hostname);
  const target = new URL(`http://${address}:${port}${pathname}${search}`);
  return sendCounted(sendLoad, { ...load, url: target, headers: { ...headers, host } });
}
