import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Call } from '../call.ts';
import { HttpProblem } from '../problem.ts';
import { type RunningService, serve } from '../serve.ts';
import { createApp } from './create-app.ts';

const identity = { service: 'ml', version: 'stable', pod: 'ml-1', namespace: 'ml' };
const logger = pino({ level: 'silent' });
let service: RunningService;
let handle: (input: { item: string }, call: Call) => unknown;

beforeEach(async () => {
  handle = ({ item }) => ({ item });
  const endpoint = {
    path: '/predict',
    input: z.strictObject({ item: z.string().trim().min(1) }),
    handle: (input: { item: string }, call: Call) => handle(input, call),
  };
  const env = { HOST: '127.0.0.1' };
  service = await serve(createApp(endpoint, { identity, logger }), { identity, logger, defaultPort: 0, env });
});

afterEach(async () => {
  service.server.closeAllConnections();
  await service.stop();
  for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal);
});

function send(init: RequestInit = {}, path = '/predict'): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const url = `http://127.0.0.1:${service.port}${path}`;
  return fetch(url, { method: 'POST', headers, body: '{"item":"jar"}', ...init });
}

async function problemOf(answer: Promise<Response>) {
  const response = await answer;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-served-by')).toBe('ml/stable/ml-1');
  return { ...((await response.json()) as Record<string, unknown>), headers: response.headers };
}

describe('createApp', () => {
  it('answers with what the handler returns', async () => {
    const response = await send();
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ item: 'jar' });
    expect(response.headers.has('x-powered-by')).toBe(false);
  });

  it('tells its own hop, and who called it as its sidecar says', async () => {
    handle = (_input, call) => ({ hops: call.hops() });
    const id = (name: string) => `spiffe://cluster.local/ns/${name}/sa/${name}`;
    const headers = {
      'content-type': 'application/json',
      'x-forwarded-client-cert': `By=${id('ml')};Hash=0;Subject="";URI=${id('backend')}`,
    };
    const mutualTls = { caller: id('backend'), self: id('ml') };
    const hop = { ...identity, durationMs: expect.any(Number) };
    expect(await (await send({ headers })).json()).toEqual({ hops: [{ ...hop, mutualTls }] });
    expect(await (await send()).json()).toEqual({ hops: [hop] });
  });

  it('tells its own hop in a problem, too', async () => {
    const hops = [{ ...identity, status: 400, durationMs: expect.any(Number) }];
    expect(await problemOf(send({ body: '{"item":""}' }))).toMatchObject({ hops });
  });

  it('points at what is wrong with the input', async () => {
    expect(await problemOf(send({ body: '{"item":7,"other":1}' }))).toMatchObject({
      status: 400,
      type: 'tag:lab.local,2026:invalid-input',
      errors: [{ pointer: '/item' }, { pointer: '' }],
    });
  });

  it('refuses malformed JSON', async () => {
    expect(await problemOf(send({ body: '{"item":' }))).toMatchObject({ status: 400 });
  });

  it('refuses a body over the limit', async () => {
    const body = JSON.stringify({ item: 'x'.repeat(20_000) });
    expect(await problemOf(send({ body }))).toMatchObject({ status: 413 });
  });

  it('refuses an unknown path', async () => {
    expect(await problemOf(send({}, '/nothing'))).toMatchObject({ status: 404, instance: '/nothing' });
  });

  it('refuses another method and says which one is possible', async () => {
    const problem = await problemOf(send({ method: 'GET', body: null }));
    expect(problem).toMatchObject({ status: 405 });
    expect(problem.headers.get('allow')).toBe('POST');
  });

  it('refuses another content type and says which one it takes', async () => {
    const problem = await problemOf(send({ headers: { 'content-type': 'text/plain' } }));
    expect(problem).toMatchObject({ status: 415 });
    expect(problem.headers.get('accept')).toBe('application/json');
  });

  it('refuses a caller that takes no JSON', async () => {
    const headers = { 'content-type': 'application/json', accept: 'text/html' };
    expect(await problemOf(send({ headers }))).toMatchObject({ status: 406 });
  });

  it('passes on the problem of a handler, and hides an unexpected error', async () => {
    handle = () => {
      throw new HttpProblem(502, 'ml failed', { extensions: { upstream: 'ml' } });
    };
    expect(await problemOf(send())).toMatchObject({ status: 502, upstream: 'ml' });
    handle = () => Promise.reject(new Error('inner detail'));
    const problem = await problemOf(send());
    expect(problem).toMatchObject({ status: 500 });
    expect(JSON.stringify(problem)).not.toContain('inner detail');
  });

  it('aborts the signal of a call whose caller goes away', async () => {
    const entered = Promise.withResolvers<void>();
    const aborted = Promise.withResolvers<void>();
    handle = (_input, { signal }) => {
      signal.addEventListener('abort', () => aborted.resolve());
      entered.resolve();
      return aborted.promise;
    };
    const caller = new AbortController();
    const answer = send({ signal: caller.signal }).catch((error: Error) => error.name);
    await entered.promise;
    caller.abort();
    await aborted.promise;
    expect(await answer).toBe('AbortError');
  });
});
