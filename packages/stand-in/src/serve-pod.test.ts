import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { grpcFrame } from './grpc-frame.ts';
import { CHECK_PATH, checkRequest, isServing } from './grpc-health.ts';
import type { StandInPod } from './messages.ts';
import { httpServers } from './serve-http.ts';
import { type ServedPod, servePod } from './serve-pod.ts';

let folder: string;
let place: string;
let served: ServedPod[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stand-in-'));
  place = `127.0.0.1:${await freePort()}`;
});
afterEach(async () => {
  await Promise.all(served.map((pod) => pod.close()));
  served = [];
  rmSync(folder, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

async function serve(env: StandInPod['env'] = {}, more: Partial<StandInPod> = {}): Promise<void> {
  const pod = { id: 'a', name: 'web-0', namespace: 'shop', service: 'web', version: 'v1', env, ...more };
  const listen = { 8080: place, ...more.listen };
  served.push(await servePod({ ...pod, listen, capture: join(folder, 'capture.json') }, httpServers()));
}

function get(path: string, headers: Record<string, string> = {}) {
  const [host, port] = place.split(':');
  return new Promise<{ status: number; headers: object; body: Record<string, unknown> }>(
    (resolve, reject) => {
      const outgoing = request({ host, port, path, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (data: string) => {
          text += data;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text) }),
        );
      });
      outgoing.on('error', reject);
      outgoing.end();
    },
  );
}

/** Sends a body to a path over HTTP/2; resolves with what came. */
function send(path: string, headers: Record<string, string>, body: Buffer) {
  const session = connectHttp2(`http://${place}`);
  return new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    session.on('error', reject);
    const stream = session.request({ ':method': 'POST', ':path': path, ...headers });
    let received: Record<string, unknown> = {};
    const chunks: Buffer[] = [];
    const take = (more: object) => {
      received = { ...received, ...more };
    };
    stream.on('response', take).on('trailers', take).on('error', reject);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('close', () => resolve({ headers: received, body: Buffer.concat(chunks) }));
    stream.end(body);
  }).finally(() => session.destroy());
}

/** Sends texts over TCP, one after the other, and resolves with as many bytes as they have. */
function echo(...texts: string[]): Promise<string> {
  const [host, port] = place.split(':');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) });
    let received = '';
    socket.on('error', reject);
    socket.on('data', (data) => {
      received += data;
      if (received.length < texts.join('').length) return;
      socket.destroy();
      resolve(received);
    });
    const [first = '', ...rest] = texts;
    socket.write(first);
    for (const text of rest) setTimeout(() => socket.write(text), 20);
  });
}

const GRPC = { 'content-type': 'application/grpc', te: 'trailers' };

it('answers HTTP/1.1, HTTP/2, gRPC and TCP on one port', async () => {
  await serve();
  const http1 = await get('/x?a=b', { 'x-a': 'b', cookie: 'secret' });
  expect(http1).toMatchObject({ status: 200, headers: { 'x-served-by': 'web/v1/web-0' } });
  expect(http1.body).toMatchObject({
    ...{ pod: 'web-0', namespace: 'shop', service: 'web', version: 'v1', port: 8080 },
    ...{ protocol: 'HTTP/1.1', method: 'GET', path: '/x?a=b', headers: { 'x-a': 'b', cookie: '…' } },
  });
  const http2 = await send('/y', {}, Buffer.from(''));
  expect(JSON.parse(String(http2.body))).toMatchObject({ protocol: 'HTTP/2', method: 'POST', path: '/y' });
  const check = await send(CHECK_PATH, GRPC, checkRequest());
  expect([isServing(check.body), check.headers['grpc-status']]).toEqual([true, '0']);
  const message = grpcFrame(Buffer.from('any message'));
  const echoed = await send('/shop.Cart/Add', GRPC, message);
  expect(echoed.body).toEqual(message);
  expect(echoed.headers).toMatchObject({ 'grpc-status': '0', 'x-served-by': 'web/v1/web-0' });
  expect(await echo('PING\r\n')).toBe('PING\r\n');
  expect(await echo('GET', 'TING')).toBe('GETTING');
  expect(await echo('P')).toBe('P');
});

it('answers for several pods, each with its own name', async () => {
  await serve();
  const first = place;
  place = `127.0.0.1:${await freePort()}`;
  await serve({}, { name: 'other-0', service: 'other' });
  expect((await get('/')).body.pod).toBe('other-0');
  place = first;
  expect((await get('/')).body.pod).toBe('web-0');
});

it('fails, and is slow, as its environment says', async () => {
  await serve({ FAULT_ERROR_RATE: '1', FAULT_EVERY_NTH: '2', FAULT_POD: 'web-0' });
  const statuses = [await get('/'), await get('/')].map(({ status }) => status);
  expect(statuses).toEqual([200, 500]);
  const failed = await send('/shop.Cart/Add', GRPC, Buffer.from(''));
  expect(failed.headers['grpc-status']).toBe('0');
  expect((await send('/shop.Cart/Add', GRPC, Buffer.from(''))).headers).toMatchObject({ 'grpc-status': '2' });
  // A probe asks whether it runs.
  expect(isServing((await send(CHECK_PATH, GRPC, checkRequest())).body)).toBe(true);
});

it('is told by a request to fail, in HTTP and in gRPC', async () => {
  await serve();
  expect((await get('/', { 'x-stand-in-status': '503' })).status).toBe(503);
  const headers = { ...GRPC, 'x-stand-in-status': '503' };
  expect((await send('/a/b', headers, Buffer.from(''))).headers).toMatchObject({ 'grpc-status': '14' });
  await expect(get('/', { 'x-stand-in-reset': 'true' })).rejects.toThrow();
});

it('listens nowhere when it is to be absent, which another pod is not', async () => {
  await serve({ FAULT_ABSENT: 'true', FAULT_POD: 'web-1' });
  expect((await get('/')).status).toBe(200);
  await served.pop()?.close();
  await serve({ FAULT_ABSENT: 'true' });
  await expect(get('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('refuses a setting that is none', async () => {
  await expect(serve({ FAULT_ERROR_RATE: '2' })).rejects.toThrow('FAULT_ERROR_RATE="2" is not usable');
});

it('calls on through its sidecar, and nests the answer, up to its limits', async () => {
  // Its own port in the place of a sidecar: it calls itself.
  const map = { connect: { 'web:80': [place] }, own: [place], outside: [] };
  writeFileSync(join(folder, 'capture.json'), JSON.stringify(map));
  await serve();
  const { body } = await get('/?call=http://web/inner&call=tcp://web:80&call=grpc://web:80', {
    'x-b3-traceid': '7',
  });
  expect(body.calls).toMatchObject([
    {
      url: 'http://web/inner',
      status: 200,
      answer: { path: '/inner', headers: { host: 'web', 'x-b3-traceid': '7' } },
    },
    { url: 'tcp://web:80', answer: 'stand-in\n' },
    { url: 'grpc://web:80', status: 0 },
  ]);
  const many = await get(`/?${'call=http://web/&'.repeat(12)}`);
  const calls = many.body.calls as { error?: string }[];
  expect(calls.filter(({ error }) => !error)).toHaveLength(8);
  expect(calls.at(-1)?.error).toContain('more than 8 calls of one request');
  const deep = await get('/?call=http://web/', { 'x-stand-in-depth': '8' });
  expect(deep.body.calls).toMatchObject([{ error: expect.stringContaining('one behind the other') }]);
});
