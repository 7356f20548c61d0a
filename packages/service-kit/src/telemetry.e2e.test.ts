import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

const kit = path.dirname(import.meta.dirname);
const run = promisify(execFile);
let folder: string;
/** Not in dist, which a lab that is up may be reading. */
let bundle: string;
let service: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'telemetry-'));
  bundle = path.join(folder, 'telemetry.cjs');
  await run(process.execPath, [path.join(kit, 'scripts/build.ts'), bundle]);
});
afterEach(() => service?.kill('SIGKILL'));
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the preload is one file: it needs no package beside it, as in a container image', async () => {
  const { stdout } = await run(process.execPath, ['--require', bundle, '-p', '6 * 7'], { cwd: folder });
  expect(stdout.trim()).toBe('42');
});

const program = `
  import { createLogger, readIdentity, serve } from '@lab/service-kit';
  const identity = readIdentity({}, 'probe');
  await serve((_request, response) => response.end('ok'), {
    identity, logger: createLogger(identity), defaultPort: 0, env: { HOST: '127.0.0.1' },
  });`;

test("a request's log line has the id of its trace", async () => {
  const args = ['--require', bundle, '--input-type=module', '--eval', program];
  const env = { ...process.env, OTEL_TRACES_EXPORTER: 'none' };
  service = spawn(process.execPath, args, { cwd: kit, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: service.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? '{}');
  const { port } = await next();
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  await (await fetch(`http://127.0.0.1:${port}/`, { headers })).text();
  expect(await next()).toMatchObject({ message: 'request served', trace_id: traceId });
});
