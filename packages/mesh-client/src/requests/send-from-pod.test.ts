import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { runInLabPod } from '../lab/run-in-lab-pod.ts';
import { sendCounted } from './send-counted.ts';
import { sendFromPod } from './send-from-pod.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<URL> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/cart?full=1`);
}

const load = { method: 'GET', total: 1, concurrency: 1, timeoutMs: 5000 };
/** A pod without a capture map: what it dials is dialled as it is. */
const send = sendFromPod(runInLabPod({}));

test('sends so many requests with their headers and body, so many at a time', async () => {
  const seen: string[] = [];
  let [inFlight, most] = [0, 0];
  const url = await serve((request, response) => {
    most = Math.max(most, ++inFlight);
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${request.headers.host} ${request.headers['x-a']} ${body}`);
      inFlight -= 1;
      response.setHeader('x-served-by', `shop/v1/shop-${seen.length % 2}`);
      response.end('ok');
    });
  });
  const headers = { host: 'shop.localhost', 'x-a': ['1', '2'] };
  const options = { ...load, url, headers, method: 'PUT', body: 'ü', total: 8, concurrency: 3 };
  const report = await sendCounted(send, options);
  expect(seen).toEqual(Array.from({ length: 8 }, () => 'PUT /cart?full=1 shop.localhost 1, 2 ü'));
  expect(most).toBeLessThanOrEqual(3);
  expect(report).toMatchObject({ requests: 8, answered: 8, failures: [] });
  expect(report.answers).toEqual([
    { status: 200, pod: 'shop-1', count: 4 },
    { status: 200, pod: 'shop-0', count: 4 },
  ]);
});

test('counts errors by what they say, whoever answers', async () => {
  let count = 0;
  const url = await serve((_request, response) => {
    response.statusCode = 403;
    response.end(count++ === 0 ? 'RBAC: access denied' : '{"title":"Forbidden","detail":"not you"}');
  });
  const report = await sendCounted(send, { ...load, url, total: 3 });
  expect(report.answers).toEqual([
    { status: 403, reason: 'Forbidden: not you', count: 2 },
    { status: 403, reason: 'RBAC: access denied', count: 1 },
  ]);
  expect(report.last).toMatchObject({ status: 403, statusText: 'Forbidden' });
});

test('says what got no answer', async () => {
  const silent = await serve(() => {});
  const slow = await sendCounted(send, { ...load, url: silent, timeoutMs: 50 });
  expect(slow.failures).toEqual([{ reason: 'no answer within 50 ms', count: 1 }]);
  server?.closeAllConnections();
  server?.close();
  const gone = await sendCounted(send, { ...load, url: silent });
  expect(gone).toMatchObject({ answered: 0, failures: [{ reason: 'ECONNREFUSED', count: 1 }] });
});

test('ends when it is told to, and leaves no process', async () => {
  const stop = new AbortController();
  const url = await serve(() => stop.abort());
  const report = await sendCounted(send, { ...load, url, total: 9, signal: stop.signal });
  expect(report).toMatchObject({ requests: 0, answered: 0, failures: [] });
});
