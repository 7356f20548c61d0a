import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openCall } from './call.ts';
import { CallerGone, callUpstream } from './upstream.ts';

const schema = z.object({ label: z.string() });
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function upstream(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}/predict`;
}

const identity = { service: 'backend', version: 'stable', pod: 'backend-1', namespace: 'backend' };

function receive(signal = new AbortController().signal) {
  return openCall({ identity, startedAt: performance.now(), signal, clientCertificate: undefined });
}

function call(url: string, { timeoutMs = 2000, signal = undefined as AbortSignal | undefined } = {}) {
  return callFor(receive(signal), url, timeoutMs);
}

function callFor(received: ReturnType<typeof receive>, url: string, timeoutMs = 2000) {
  return callUpstream({ call: received, upstream: 'ml', url, body: { item: 'jar' }, schema, timeoutMs });
}

describe('callUpstream', () => {
  it('posts JSON and returns the answer in the shape of the schema', async () => {
    const url = await upstream(async (request, response) => {
      const chunks = await request.toArray();
      expect(request.headers['content-type']).toBe('application/json');
      response.end(JSON.stringify({ label: JSON.parse(chunks.join('')).item, extra: 1 }));
    });
    expect(await call(url)).toEqual({ label: 'jar' });
  });

  it('names the hop that cannot be reached', async () => {
    const url = await upstream(() => {});
    await new Promise((resolve) => server?.close(resolve));
    await expect(call(url)).rejects.toMatchObject({
      status: 502,
      message: 'ml could not be reached: ECONNREFUSED',
      options: { name: 'upstream-unreachable', extensions: { upstream: 'ml' } },
    });
  });

  it('gives up after the timeout with a 504', async () => {
    const url = await upstream(() => {});
    await expect(call(url, { timeoutMs: 50 })).rejects.toMatchObject({
      status: 504,
      options: { name: 'upstream-timeout', extensions: { upstream: 'ml' } },
    });
  });

  it('gives up on a body that stalls, too', async () => {
    const url = await upstream((_request, response) => response.write('{"lab'));
    await expect(call(url, { timeoutMs: 100 })).rejects.toMatchObject({ status: 504 });
  });

  it('aborts the call when the caller has gone', async () => {
    const gone = new AbortController();
    const aborted = Promise.withResolvers<void>();
    const url = await upstream((request) => {
      request.socket.once('close', aborted.resolve);
      gone.abort();
    });
    await expect(call(url, { signal: gone.signal })).rejects.toBeInstanceOf(CallerGone);
    await aborted.promise;
  });

  it('tells what the sidecar said in place of the service', async () => {
    const url = await upstream((_request, response) => {
      response.writeHead(503, { server: 'envoy', 'x-envoy-overloaded': 'true' });
      response.end('upstream connect error or disconnect/reset before headers. reset reason: overflow');
    });
    await expect(call(url)).rejects.toMatchObject({
      status: 502,
      options: { extensions: { upstream: 'ml', upstreamStatus: 503, sidecar: { flag: 'UO' } } },
    });
  });

  it('names the deepest hop, and keeps a timeout a timeout', async () => {
    const url = await upstream((_request, response) => {
      response.writeHead(504, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ status: 504, detail: 'too slow', upstream: 'store' }));
    });
    await expect(call(url)).rejects.toMatchObject({
      status: 504,
      message: 'ml answered 504: too slow',
      options: { title: 'store took too long', extensions: { upstream: 'store', upstreamStatus: 504 } },
    });
  });

  it.each(['not json', '{"label":7}', 'null'])('refuses an answer of another shape: %s', async (body) => {
    const url = await upstream((_request, response) => response.end(body));
    await expect(call(url)).rejects.toMatchObject({ status: 502, options: { name: 'upstream-error' } });
  });
});

const hop = (service: string, more = {}) => ({
  service,
  version: 'stable',
  pod: `${service}-1`,
  namespace: service,
  durationMs: 1,
  ...more,
});

describe('the hops of a call', () => {
  it("are the pod's own and, behind it, those of everybody it called", async () => {
    const received = receive();
    const answers = [
      { label: 'glass', hops: [hop('ml'), hop('store', { calledBy: 'ml-1' })] },
      { label: 'paper', hops: [hop('stock'), hop('price')] },
    ];
    const url = await upstream((_request, response) => {
      response.setHeader('server', 'envoy');
      response.end(JSON.stringify(answers.shift()));
    });
    await callFor(received, url);
    await callFor(received, url);
    expect(received.hops()).toEqual([
      { ...identity, durationMs: expect.any(Number) },
      { ...hop('ml'), calledBy: 'backend-1', callerSidecar: true },
      { ...hop('store'), calledBy: 'ml-1' },
      { ...hop('stock'), calledBy: 'backend-1', callerSidecar: true },
      { ...hop('price'), calledBy: 'stock-1' },
    ]);
  });

  it('have a service that tells of none, if it says which pod it is', async () => {
    const received = receive();
    const url = await upstream((_request, response) => {
      response.setHeader('x-served-by', 'ml/canary/ml-2');
      response.end('{"label":"glass"}');
    });
    await callFor(received, url);
    expect(received.hops()[1]).toMatchObject({ service: 'ml', version: 'canary', calledBy: 'backend-1' });
  });

  it('go on through a service that passes a failure on', async () => {
    const received = receive();
    const failedCalls = [{ service: 'store', status: 503, version: 'stable', pod: 'store-1' }];
    const url = await upstream((_request, response) => {
      response.writeHead(502, { 'content-type': 'application/problem+json' });
      response.end(JSON.stringify({ upstream: 'store', hops: [hop('ml', { failedCalls })] }));
    });
    await expect(callFor(received, url)).rejects.toMatchObject({ status: 502 });
    expect(received.hops(502)).toEqual([
      { ...identity, durationMs: expect.any(Number), status: 502 },
      { ...hop('ml'), failedCalls, calledBy: 'backend-1', status: 502 },
    ]);
  });

  it.each([
    ['the service itself', { 'x-served-by': 'ml/canary/ml-2' }, '', { version: 'canary', pod: 'ml-2' }],
    [
      'a sidecar',
      { server: 'envoy' },
      'no healthy upstream',
      { callerSidecar: true, sidecar: { flag: 'UH', message: 'no healthy upstream' } },
    ],
  ])('name the call that %s failed', async (_name, headers, text, known) => {
    const received = receive();
    const url = await upstream((_request, response) => response.writeHead(503, headers).end(text));
    await expect(callFor(received, url)).rejects.toMatchObject({ status: 502 });
    const [own, ...behind] = received.hops();
    expect(own?.failedCalls).toEqual([{ service: 'ml', status: 503, ...known }]);
    expect(behind).toEqual([]);
  });

  it('name the call that nobody answered', async () => {
    const received = receive();
    await expect(callFor(received, await upstream(() => {}), 50)).rejects.toMatchObject({ status: 504 });
    expect(received.hops()[0]?.failedCalls).toEqual([{ service: 'ml' }]);
  });
});
