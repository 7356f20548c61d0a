import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { dueMs, sendAtRate } from './send-at-rate.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<URL> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

test('requests are due at equal distances', () => {
  expect([0, 1, 2, 200].map((index) => dueMs(index, 200))).toEqual([0, 5, 10, 1_000]);
});

test('goes on sending while nothing is answered', async () => {
  const waiting: (() => void)[] = [];
  const url = await serve((_request, response) => {
    waiting.push(() => response.end('ok'));
    // Answered only when all have come: a load that waits for answers would never get there.
    if (waiting.length === 20) for (const answer of waiting) answer();
  });
  const outcomes = await sendAtRate({ url, rate: 1_000, total: 20, timeoutMs: 20_000 });
  expect(outcomes).toHaveLength(20);
  expect(outcomes.every((outcome) => 'status' in outcome && outcome.status === 200)).toBe(true);
});

test('does not send ahead of its rate', async () => {
  const url = await serve((_request, response) => response.end('ok'));
  const start = performance.now();
  await sendAtRate({ url, rate: 100, total: 11, timeoutMs: 20_000 });
  expect(performance.now() - start).toBeGreaterThan(90);
});

test('stops when it is told to', async () => {
  const url = await serve(() => {});
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  const outcomes = await sendAtRate({ url, rate: 10, total: 1_000, timeoutMs: 20_000, signal: stop.signal });
  expect(outcomes.length).toBeLessThan(1_000);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ error: 'given up' });
});
