import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';
import { type CommandOptions, runCommand } from './run-command.ts';

let folder: string;
const started: ProcessIdentity[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-command-'));
});

afterEach(() => {
  for (const identity of started.splice(0)) if (isRunning(identity)) process.kill(identity.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a Node program, given as its source. */
const node = (script: string, options?: CommandOptions) =>
  runCommand(process.execPath, ['-e', script], options);

/** Reads the number that a program has written, and sees to it that the process does not outlive the test. */
function identityFrom(text: string): ProcessIdentity {
  const identity = identify(Number(/pid (\d+)/.exec(text)?.[1]));
  if (!identity) throw new Error(`no process runs that ${text} names`);
  started.push(identity);
  return identity;
}

/** Resolves to a controller and a callback for `onStdout` that aborts at the first output. */
function abortAtFirstOutput() {
  const controller = new AbortController();
  let identity: ProcessIdentity | undefined;
  const onStdout = (text: string) => {
    identity ??= identityFrom(text);
    controller.abort();
  };
  return { signal: controller.signal, onStdout, identity: () => identity as ProcessIdentity };
}

const ignoresSigterm = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";
const sayPid = "console.log('pid ' + process.pid);";

test('collects what a program writes, and its exit code', async () => {
  const result = await node("console.log('out'); console.error('err'); process.exitCode = 3");
  expect(result).toEqual({ missing: false, ok: false, status: 3, stdout: 'out\n', stderr: 'err\n' });
  expect(await node('')).toMatchObject({ ok: true, status: 0 });
});

test('passes on what comes; stdout is then neither kept nor limited, of stderr the end is wanted', async () => {
  let heard = '';
  const script = "process.stdout.write('x'.repeat(100_000)); console.error('err');";
  const onStderr = (text: string) => {
    heard += text;
  };
  let length = 0;
  const onStdout = (text: string) => {
    length += text.length;
  };
  const result = await node(script, { maxOutput: 1_000, onStdout, onStderr });
  expect(result).toMatchObject({ ok: true, stdout: '', stderr: 'err\n' });
  expect({ length, heard }).toEqual({ length: 100_000, heard: 'err\n' });
});

test('a program that is missing is a result, not an error', async () => {
  const result = await runCommand(join(folder, 'nothing'), []);
  expect(result).toMatchObject({ missing: true, ok: false, status: null, stdout: '' });
  expect(result.stderr).toContain('ENOENT');
});

test('passes arguments, working directory, environment and stdin on as they are', async () => {
  const script = `process.stdin.setEncoding('utf8').on('data', (text) => {
    console.log(JSON.stringify([process.argv.slice(1), process.cwd(), process.env.GIVEN, text]));
  })`;
  const args = ['-e', script, '$HOME; echo `id`', 'a b'];
  const result = await runCommand(process.execPath, args, {
    cwd: folder,
    env: { GIVEN: 'it' },
    input: 'a line',
  });
  expect(JSON.parse(result.stdout)).toEqual([
    ['$HOME; echo `id`', 'a b'],
    realpathSync(folder),
    'it',
    'a line',
  ]);
});

test('closes stdin after the input, unless it is to stay open', async () => {
  const script = `process.stdin.on('end', () => console.log('closed'));
    process.stdin.on('data', (data) => { if (String(data) === 'last') process.exit(); })`;
  expect((await node(script, { input: 'first' })).stdout).toBe('closed\n');
  expect((await node(script, { input: 'last', keepsStdinOpen: true })).stdout).toBe('');
});

test('a signal that is aborted already starts nothing', async () => {
  const path = join(folder, 'started');
  const result = await node(`require('node:fs').writeFileSync(${JSON.stringify(path)}, '')`, {
    signal: AbortSignal.abort(),
  });
  expect(result).toMatchObject({ missing: false, ok: false, endedBy: 'abort' });
  expect(() => readFileSync(path)).toThrow('ENOENT');
});

test('an abort ends a program by SIGTERM, and lets it finish', async () => {
  const { signal, onStdout } = abortAtFirstOutput();
  const script = `process.on('SIGTERM', () => { console.error('finished'); process.exit(0); });
    setInterval(() => {}, 1000); ${sayPid}`;
  const result = await node(script, { signal, onStdout });
  expect(result).toMatchObject({ ok: false, status: 0, stderr: 'finished\n', endedBy: 'abort' });
});

test('a program that ignores SIGTERM is killed after the grace period', async () => {
  const { signal, onStdout, identity } = abortAtFirstOutput();
  const result = await node(`${ignoresSigterm} ${sayPid}`, { signal, onStdout, graceMs: 100 });
  expect(result).toMatchObject({ ok: false, status: null, endedBy: 'abort' });
  expect(isRunning(identity())).toBe(false);
});

test.each([
  ['that holds its pipes', 'inherit'],
  ['that holds none', 'ignore'],
])('a process %s and that the program has started is ended with it', async (_, stdio) => {
  const { signal, onStdout, identity } = abortAtFirstOutput();
  // It says when it ignores SIGTERM, on a pipe of its own that its parent reads.
  const script = `const child = require('node:child_process').spawn(process.execPath,
      ['-e', ${JSON.stringify(`${ignoresSigterm} process.send('ready')`)}],
      { stdio: ['ignore', '${stdio}', '${stdio}', 'ipc'] });
    child.on('message', () => console.log('pid ' + child.pid));`;
  const result = await node(script, { signal, onStdout, graceMs: 200 });
  expect(result.endedBy).toBe('abort');
  await vi.waitFor(() => expect(isRunning(identity())).toBe(false));
});

test('a program over its time is ended', async () => {
  const result = await node(`${ignoresSigterm} ${sayPid}`, { timeoutMs: 500, graceMs: 100 });
  expect(result).toMatchObject({
    ok: false,
    status: null,
    endedBy: 'timeout',
    stderr: 'it took longer than 0.5 s',
  });
});

test('a program over the limit of its output is ended, and no more than the limit is kept', async () => {
  const script = "const write = () => process.stdout.write('x'.repeat(1000), write); write();";
  const result = await node(script, { maxOutput: 10_000 });
  expect(result).toMatchObject({
    ok: false,
    endedBy: 'output',
    stderr: 'it wrote more than 10000 characters',
  });
  expect(result.stdout.length).toBeLessThanOrEqual(10_000);
});

test('another signal may end it', async () => {
  const { signal, onStdout } = abortAtFirstOutput();
  const script = `process.on('SIGINT', () => process.exit(7)); setInterval(() => {}, 1000); ${sayPid}`;
  const result = await node(script, { signal, onStdout, endSignal: 'SIGINT' });
  expect(result).toMatchObject({ status: 7, endedBy: 'abort' });
});

test.runIf(process.platform === 'linux')(
  'leads a group of its own with a signal, and is in that of the caller without one',
  async () => {
    const script = "console.log(require('node:fs').readFileSync('/proc/self/stat', 'utf8'))";
    // Field 5 is the process group (proc(5)); the name in brackets is `node`, without blanks.
    const groupOf = ({ stdout }: { stdout: string }) => stdout.slice(stdout.lastIndexOf(')')).split(' ')[3];
    const pidOf = ({ stdout }: { stdout: string }) => stdout.split(' ')[0];
    const own = await node(script, { signal: new AbortController().signal });
    expect(groupOf(own)).toBe(pidOf(own));
    const shared = await node(script);
    expect(groupOf(shared)).not.toBe(pidOf(shared));
  },
);

test('a program that does not read its input does no harm', async () => {
  const input = 'x'.repeat(1_000_000);
  expect(await node('process.exit(0)', { input })).toMatchObject({ ok: true });
});

test('a program for which no file is left is not a missing program', async () => {
  const script = `
    import { openSync } from 'node:fs';
    import { runCommand } from ${JSON.stringify(new URL('./run-command.ts', import.meta.url).href)};
    try {
      for (;;) openSync('/dev/null');
    } catch {}
    const ended = await runCommand('true', []).catch(({ code }) => code);
    process.exit(ended === 'EMFILE' ? 7 : 1);
  `;
  const command = 'ulimit -n 64; exec "$0" --input-type=module-typescript --eval "$1"';
  const { status, stderr } = await runCommand('sh', ['-c', command, process.execPath, script]);
  expect({ status, stderr }).toMatchObject({ status: 7 });
});
