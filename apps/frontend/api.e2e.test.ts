import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BackendStandIn, startBackend } from './e2e/backend-stand-in.ts';
import { type FrontendProcess, startFrontend } from './e2e/frontend-process.ts';

let backend: BackendStandIn;
let frontend: FrontendProcess;

beforeAll(async () => {
  backend = await startBackend();
  frontend = await startFrontend(backend, { BACKEND_TIMEOUT_MS: '700' });
});

afterAll(async () => {
  await frontend?.stop();
  backend?.close();
});

function classify(
  body: string,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
  url = frontend.url,
) {
  return fetch(`${url}/api/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    ...(signal && { signal }),
  });
}

test('answers with its own hop first, and hands the headers of the request on', async () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const response = await classify('{"item":" jam jar "}', {
    'x-canary': 'true',
    'x-request-id': 'request-1',
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-served-by')).toBe('frontend/stable/frontend-stable-1');
  const answer = await response.json();
  expect(answer).toMatchObject({ item: 'jam jar', traceId, bin: { name: 'Bottle bank' } });
  expect(answer.hops.map((hop: { pod: string }) => hop.pod)).toEqual([
    'frontend-stable-1',
    'backend-canary-1',
    'ml-canary-1',
  ]);
  const seen = backend.requests.at(-1);
  expect(seen).toMatchObject({ 'x-canary': 'true', 'x-request-id': 'request-1', 'x-b3-traceid': traceId });
  expect(seen?.traceparent).toContain(traceId);
  expect(seen).not.toHaveProperty('b3');
});

test('tells who called it as a certificate says, and sends nothing of that, and no secret, on', async () => {
  const id = (name: string) => `spiffe://cluster.local/ns/${name}/sa/${name}`;
  const certificate = (by: string) => ({
    'x-forwarded-client-cert': `By=${id(by)};Hash=0;Subject="";URI=${id('gateway')}`,
  });
  const secrets = { authorization: 'Bearer secret', cookie: 'session=secret' };
  const ofThisPod = await (
    await classify('{"item":"jar"}', { ...certificate('frontend'), ...secrets })
  ).json();
  expect(ofThisPod.hops[0].mutualTls).toEqual({ caller: id('gateway'), self: id('frontend') });
  const seen = backend.requests.at(-1);
  for (const name of ['x-forwarded-client-cert', 'authorization', 'cookie']) {
    expect(seen).not.toHaveProperty(name);
  }
  // What another pod's proxy was shown says nothing about this one.
  const ofAnother = await (await classify('{"item":"jar"}', certificate('backend'))).json();
  expect(ofAnother.hops[0]).not.toHaveProperty('mutualTls');
});

test('an item over the limit is refused in words', async () => {
  const response = await classify(JSON.stringify({ item: 'x'.repeat(5000) }));
  expect(response.status).toBe(400);
  expect((await response.json()).detail).toContain('at most 200 characters, this one has 5,000');
});

test('the page answers the question of its address, for a browser without JavaScript', async () => {
  const page = async (query: string) => (await fetch(`${frontend.url}/${query}`)).text();
  const answered = await page('?item=jam+jar&canary=on');
  expect(answered).toContain('Bottle bank');
  expect(answered).toContain('ml-canary-1');
  expect(backend.requests.at(-1)).toMatchObject({ 'x-canary': 'true' });
  const sent = backend.requests.length;
  expect(await page('?item=overflow')).toContain('Status 502, failed');
  for (const query of ['', '?item=', `?item=${'x'.repeat(201)}`]) {
    expect(await page(query)).not.toContain('Bottle bank');
  }
  expect(backend.requests.length).toBe(sent + 1);
});

test.each([
  ['invalid input', () => classify('{"item":""}'), 400],
  ['a member too many', () => classify('{"item":"jar","more":1}'), 400],
  ['no JSON', () => classify('{'), 400],
  ['another content type', () => classify('jar', { 'content-type': 'text/plain' }), 415],
  ['a body over the limit', () => classify(JSON.stringify({ item: 'x'.repeat(20_000) })), 413],
  ['another method', () => fetch(`${frontend.url}/api/classify`), 405],
  ['an unknown path of the API', () => fetch(`${frontend.url}/api/nothing`), 404],
])('refuses %s by a problem', async (_name, send, status) => {
  const response = await send();
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-served-by')).toContain('frontend/');
  expect(await response.json()).toMatchObject({ status, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  if (status === 405) expect(response.headers.get('allow')).toBe('POST');
});

test('names the hop, its status and the flag when a sidecar refuses', async () => {
  const response = await classify('{"item":"overflow"}');
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({
    upstream: 'backend',
    upstreamStatus: 503,
    sidecar: { flag: 'UO' },
    hops: [
      {
        pod: 'frontend-stable-1',
        status: 502,
        failedCalls: [{ service: 'backend', status: 503, sidecar: { flag: 'UO' } }],
      },
    ],
  });
});

test('a backend that does not answer is a 504, not a hung request', async () => {
  const { abandoned } = backend;
  const response = await classify('{"item":"slow"}');
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ upstream: 'backend' });
  await expect.poll(() => backend.abandoned).toBe(abandoned + 1);
});

test('a browser that goes away takes the call to the backend with it', async () => {
  // The time limit of the call, which would end it too, is beyond this test's.
  const patient = await startFrontend(backend, { BACKEND_TIMEOUT_MS: '600000' });
  try {
    const { requests, abandoned } = backend;
    const before = requests.length;
    const browser = new AbortController();
    const sent = classify('{"item":"slow"}', {}, browser.signal, patient.url);
    await expect.poll(() => requests.length).toBe(before + 1);
    browser.abort();
    await expect(sent).rejects.toThrow();
    await expect.poll(() => backend.abandoned).toBe(abandoned + 1);
  } finally {
    await patient.stop();
  }
});

test('the page has its security headers, and a nonce of its own', async () => {
  const [first, second] = await Promise.all([fetch(frontend.url), fetch(frontend.url)]);
  const policy = first.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic'/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toBe(second.headers.get('content-security-policy'));
  expect(first.headers.get('x-content-type-options')).toBe('nosniff');
});

test('on SIGTERM finishes what is in flight, and exits 0', async () => {
  const other = await startFrontend(backend, { BACKEND_TIMEOUT_MS: '700' });
  const before = backend.requests.length;
  const sent = fetch(`${other.url}/api/classify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"item":"slow"}',
  });
  await expect.poll(() => backend.requests.length).toBe(before + 1);
  const stopped = other.stop();
  expect((await sent).status).toBe(504);
  expect(await stopped).toBe(0);
  const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
  const [error] = await once(socket, 'error');
  expect(error.code).toBe('ECONNREFUSED');
});
