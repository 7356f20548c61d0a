import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export type BackendStandIn = {
  /** Takes spans too (OTLP over HTTP): without a collector the frontend would make none. */
  readonly url: string;
  /** Headers of the requests it got, in their order. */
  readonly requests: IncomingHttpHeaders[];
  /** How many callers went away before they were answered. */
  abandoned: number;
  close(): void;
};

/**
 * A backend that answers as the real one would, from the canary if `x-canary: true` came along. Items that do
 * something else: `slow` is never answered; `overflow` is what Envoy answers over a connection pool's limits; `stock` is
 * answered with the help of one more service; at `ml down` nobody answers the backend's own call.
 */
export async function startBackend(): Promise<BackendStandIn> {
  const requests: IncomingHttpHeaders[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/v1/traces') {
      request.resume();
      response.end();
      return;
    }
    requests.push(request.headers);
    const { item } = (await json(request)) as { item: string };
    response.on('close', () => {
      if (!response.writableFinished) backend.abandoned += 1;
    });
    if (item === 'slow') return;
    if (item === 'overflow') {
      response.writeHead(503, { 'x-envoy-overloaded': 'true' });
      response.end('upstream connect error or disconnect/reset before headers. reset reason: overflow');
      return;
    }
    if (item === 'ml down') return fail(response);
    const version = request.headers['x-canary'] === 'true' ? 'canary' : 'stable';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerOf(item, version)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  const backend: BackendStandIn = { url, requests, abandoned: 0, close };
  return backend;
}

const pod = (service: string, version: string, durationMs: number) => ({
  service,
  version,
  pod: `${service}-${version}-1`,
  namespace: service,
  durationMs,
});

/** As the real one reports a call of its own that a sidecar refused. */
function fail(response: ServerResponse): void {
  const failedCalls = [
    { service: 'ml', status: 503, sidecar: { flag: 'UH', message: 'no healthy upstream' } },
  ];
  const hops = [{ ...pod('backend', 'stable', 3), status: 502, failedCalls }];
  const problem = { title: 'ml failed', status: 502, detail: 'ml answered 503', upstream: 'ml', hops };
  response.writeHead(502, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problem));
}

function answerOf(item: string, version: string) {
  const behind = ['ml', ...(item === 'stock' ? ['stock'] : [])];
  const calledBy = `backend-${version}-1`;
  return {
    item,
    label: 'glass',
    material: 'Container glass',
    bin: { id: 'glass', name: 'Bottle bank', colour: '#2e7d4f' },
    confidence: 0.87,
    alternatives: [{ kind: 'reuse', text: 'A jar with a lid keeps screws.' }],
    hops: [
      pod('backend', version, 4),
      ...behind.map((service) => ({ ...pod(service, version, 2), calledBy })),
    ],
  };
}
