import { expect, test } from 'vitest';
import { readFailure, unreachable } from './failure.ts';

const servedBy = { 'x-served-by': 'frontend/canary/frontend-canary-1' };
const envoy = { server: 'istio-envoy' };

test('a problem names the hop that failed, not the one that told of it', async () => {
  const hops = [{ service: 'frontend', version: 'canary', pod: 'frontend-canary-1', durationMs: 1 }];
  const problem = {
    title: 'ml took too long',
    detail: 'ml did not answer',
    upstream: 'ml',
    traceId: 'abc',
    hops,
  };
  const headers = { ...servedBy, 'content-type': 'application/problem+json' };
  const failure = await readFailure(new Response(JSON.stringify(problem), { status: 504, headers }));
  expect(failure).toEqual({
    title: 'ml took too long',
    detail: 'ml did not answer',
    status: 504,
    hop: 'ml',
    servedBy: { service: 'frontend', version: 'canary' },
    hops,
    traceId: 'abc',
  });
});

test('a problem without an upstream is the fault of the service that answered', async () => {
  const headers = { ...servedBy, 'content-type': 'application/problem+json; charset=utf-8' };
  const body = JSON.stringify({ title: 'Fault injected', detail: 'told to fail' });
  expect(await readFailure(new Response(body, { status: 500, headers }))).toMatchObject({ hop: 'frontend' });
});

test.each([
  ["Envoy's own answer is the gateway's", envoy, 'gateway'],
  [
    'an answer that Envoy got from behind it, but from no service, is a sidecar',
    { ...envoy, 'x-envoy-upstream-service-time': '1' },
    "frontend's sidecar",
  ],
  ['without a mesh it is the server, and nobody else', {}, 'server'],
  ['a service that sends no problem is named, too', servedBy, 'frontend'],
  ['a broken problem is read as text', { 'content-type': 'application/problem+json' }, 'server'],
])('%s', async (_name, headers: Record<string, string>, hop) => {
  expect(await readFailure(new Response('no healthy upstream', { status: 503, headers }))).toMatchObject({
    title: `The ${hop} answered 503`,
    detail: 'no healthy upstream',
    status: 503,
    hop,
  });
});

test('without any response there is no status, and no gateway to blame', () => {
  const failure = unreachable(new TypeError('Failed to fetch'), 'localhost:3000');
  expect(failure).toEqual({
    title: 'No answer from localhost:3000',
    detail: 'The address could not be reached: Failed to fetch',
    hop: 'localhost:3000',
  });
});
