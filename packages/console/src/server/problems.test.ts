import { request } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunningConsole, startConsole } from './console.ts';
import type { ConsoleSource } from './source.ts';

let running: RunningConsole;
let errors: unknown[];
let lessonChanged: () => void;

/** A mesh whose status cannot be written as JSON, and a lesson whose files cannot be read. */
const circular: { self?: unknown } = {};
circular.self = circular;
const source = {
  ...{ root: '/', pace: { lookMs: 60_000, looksToStatus: 1 } },
  lacks: () => [],
  pods: async () => [],
  hello: async () => ({ windowMs: 1, hosts: [] }),
  status: async () => ({ status: circular }),
  configuration: async () => ({ mesh: { pods: [] }, resources: [] }),
  mesh: async () => {
    throw new TypeError('cannot read');
  },
  openTraffic: () => ({ read: async () => ({ requests: [] }), requests: () => [], close: () => {} }),
  lessons: {
    state: async () => {
      throw new Error('the folder is gone');
    },
    onChange: (listener: () => void) => {
      lessonChanged = listener;
    },
  },
} as unknown as ConsoleSource;

beforeEach(async () => {
  errors = [];
  const own = errors;
  running = await startConsole({ onError: (error) => own.push(error) });
  running.show(source);
});

afterEach(() => running.close());

interface Answer {
  readonly status: number | undefined;
  readonly body: { readonly error: string; readonly remedy?: string };
}

/** With the cookie, and the Origin of the console's page. */
function ask(method: string, path: string, body?: string, headers: Record<string, string> = {}) {
  const { host, port, origin, searchParams } = new URL(running.entrance);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const own = { host, origin, cookie: `lab-console-${port}=${searchParams.get('token')}` };
  const all = { ...own, 'content-type': 'application/json', ...headers };
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers: all, agent: false });
  outgoing.on('error', reject).on('response', async (response) => {
    const text = (await response.toArray()).join('');
    resolve({ status: response.statusCode, body: JSON.parse(text) });
  });
  outgoing.end(body);
  return promise;
}

it.each([
  ['a body that is no JSON', ['POST', '/api/restart', '{"workload":']],
  ['a body that is too long', ['POST', '/api/restart', '{}', { 'content-length': '99999999' }]],
  ['a path that is not encoded', ['GET', '/api/traces/%E0%A4%A']],
] as const)('%s is a mistake of who asks', async (_, question) => {
  const [method, path, body, headers] = question;
  const { status, body: problem } = await ask(method, path, body, headers);
  expect([status, problem.remedy]).toEqual([400, undefined]);
  expect(problem.error).toMatch(/body|encoded/);
  expect(errors).toEqual([]);
});

it('what nobody has foreseen is a problem for the page, and told with its place', async () => {
  const { status, body } = await ask('GET', '/api/traces');
  expect([status, body.error]).toEqual([500, 'cannot read']);
  expect(errors).toEqual([expect.any(TypeError)]);
});

it('an answer that cannot be written as JSON is a problem, too', async () => {
  const { status, body } = await ask('GET', '/api/status');
  expect(status).toBe(500);
  expect(body.error).toContain('circular');
  expect(errors).toHaveLength(1);
});

it('a lesson that cannot be read ends nothing: the page is told why', async () => {
  const { host, port, searchParams } = new URL(running.entrance);
  const headers = { host, cookie: `lab-console-${port}=${searchParams.get('token')}` };
  const events = request({ host: '127.0.0.1', port, path: '/api/events', headers, agent: false }).end();
  let text = '';
  events
    .on('error', () => {})
    .on('response', (response) => {
      response
        .on('error', () => {})
        .setEncoding('utf8')
        .on('data', (part) => {
          text += part;
        });
    });
  await expect.poll(() => text).toContain('the folder is gone');
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  try {
    lessonChanged();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(rejections).toEqual([]);
  } finally {
    process.off('unhandledRejection', note);
    events.destroy();
  }
});
