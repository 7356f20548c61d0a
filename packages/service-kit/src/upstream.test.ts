import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
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

function call(url: string, { timeoutMs = 2000, signal = new AbortController().signal } = {}) {
  return callUpstream({ upstream: 'ml', url, body: { item: 'jar' }, schema, timeoutMs, signal });
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
