import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type LoadOptions, sendLoad } from './send-load.ts';
import type { LoadOutcome } from './send-one.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<URL> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/classify`);
}

async function run(url: URL, options: Partial<LoadOptions>): Promise<LoadOutcome[]> {
  const outcomes: LoadOutcome[] = [];
  const onOutcome = (outcome: LoadOutcome) => outcomes.push(outcome);
  await sendLoad({ url, total: 1, concurrency: 1, timeoutMs: 5000, onOutcome, ...options });
  return outcomes;
}

test('sends so many requests, so many at a time, on connections that it keeps', async () => {
  let inFlight = 0;
  let most = 0;
  const url = await serve((_request, response) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    setTimeout(() => {
      inFlight -= 1;
      response.end('ok');
    }, 5);
  });
  let connections = 0;
  server?.on('connection', () => {
    connections += 1;
  });
  const outcomes = await run(url, { total: 40, concurrency: 4 });
  expect(outcomes).toHaveLength(40);
  expect(outcomes.every((outcome) => 'status' in outcome && outcome.status === 200)).toBe(true);
  expect(most).toBe(4);
  expect(connections).toBe(4);
});

test('sends method, headers and body, and hands back status, headers and body', async () => {
  const url = await serve(async (request, response) => {
    const body = (await request.toArray()).join('');
    response.writeHead(503, { 'x-envoy-overloaded': 'true' });
    response.end(`${request.method} ${request.headers.host} ${body}`);
  });
  const [outcome] = await run(url, {
    method: 'POST',
    headers: { host: 'frontend.localhost' },
    body: 'bottle',
  });
  expect(outcome).toMatchObject({
    status: 503,
    headers: { 'x-envoy-overloaded': 'true' },
    body: 'POST frontend.localhost bottle',
  });
});

test('reports what never answers, breaks off or is not there, and goes on', async () => {
  let requests = 0;
  const url = await serve((_request, response) => {
    requests += 1;
    if (requests === 2) response.destroy();
    if (requests === 3) response.end('ok');
  });
  const outcomes = await run(url, { total: 3, timeoutMs: 100 });
  expect(outcomes).toMatchObject([
    { error: 'no answer within 100 ms' },
    { error: 'ECONNRESET' },
    { status: 200 },
  ]);
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  expect(await run(url, {})).toMatchObject([{ error: 'ECONNREFUSED' }]);
});

test('stops when it is told to', async () => {
  const url = await serve(() => {});
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  expect(await run(url, { total: 100, concurrency: 2, signal: stop.signal })).toMatchObject([
    { error: 'given up' },
    { error: 'given up' },
  ]);
});
