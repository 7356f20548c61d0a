import { expect, test } from 'vitest';
import { readFailure, unreachable } from './failure.ts';

const servedBy = { 'x-served-by': 'frontend/canary/frontend-canary-1' };

test('a problem names the hop that failed, not the one that told of it', async () => {
  const problem = { title: 'ml took too long', detail: 'ml did not answer', upstream: 'ml', traceId: 'abc' };
  const headers = { ...servedBy, 'content-type': 'application/problem+json' };
  const failure = await readFailure(new Response(JSON.stringify(problem), { status: 504, headers }));
  expect(failure).toEqual({
    title: 'ml took too long',
    detail: 'ml did not answer',
    status: 504,
    hop: 'ml',
    servedBy: { service: 'frontend', version: 'canary' },
    traceId: 'abc',
  });
});

test('a problem without an upstream is the fault of the service that answered', async () => {
  const headers = { ...servedBy, 'content-type': 'application/problem+json; charset=utf-8' };
  const body = JSON.stringify({ title: 'Fault injected', detail: 'told to fail' });
  expect(await readFailure(new Response(body, { status: 500, headers }))).toMatchObject({ hop: 'frontend' });
});

test("Envoy's own answer is the gateway's", async () => {
  const failure = await readFailure(new Response('no healthy upstream', { status: 503 }));
  expect(failure).toEqual({
    title: 'The gateway answered 503',
    detail: 'no healthy upstream',
    status: 503,
    hop: 'gateway',
  });
});

test('without any response there is no status', () => {
  expect(unreachable(new TypeError('Failed to fetch'))).toMatchObject({ hop: 'gateway', title: 'No answer' });
});
