import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, expect, test, vi } from 'vitest';
import { endGroups } from './end-groups.ts';
import { endProcess, signalGroup } from './end-process.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

const started: ProcessIdentity[] = [];

afterEach(() => {
  for (const identity of started.splice(0)) if (isRunning(identity)) process.kill(identity.pid, 'SIGKILL');
});

const waits = 'setInterval(() => {}, 1000);';
const ignoresSigterm = `process.on('SIGTERM', () => {}); ${waits}`;

interface Started {
  readonly child: ChildProcess;
  readonly identity: ProcessIdentity;
}

/** Starts Node and waits until the program has said something. */
async function start(script: string, { detached = true } = {}): Promise<Started & { said: string }> {
  const child = spawn(process.execPath, ['-e', script], { detached, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (data) => resolve(String(data)));
  });
  return { child, identity: note(child.pid as number), said };
}

function note(pid: number): ProcessIdentity {
  const identity = identify(pid);
  if (!identity) throw new Error(`process ${pid} does not run`);
  started.push(identity);
  return identity;
}

test('a process that ends on SIGTERM has its own exit code', async () => {
  const { child } = await start(`process.on('SIGTERM', () => process.exit(7)); ${waits} console.log('up')`);
  await endProcess(child, 30_000);
  expect(child.exitCode).toBe(7);
  // A second time, and there is nothing to do.
  await endProcess(child, 30_000);
});

test.each([true, false])(
  'one that ignores SIGTERM is killed after the grace (detached: %s)',
  async (detached) => {
    const { child, identity } = await start(`${ignoresSigterm} console.log('up')`, { detached });
    await endProcess(child, 100);
    expect(child.signalCode).toBe('SIGKILL');
    expect(isRunning(identity)).toBe(false);
  },
);

const withGrandchild = `const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', ${JSON.stringify(`${ignoresSigterm} process.send(1)`)}],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  child.on('message', () => console.log(child.pid));`;

test('what a process leaves in its group goes with it', async () => {
  const { child, said } = await start(withGrandchild);
  const grandchild = note(Number(said));
  await endProcess(child, 30_000);
  expect(child.signalCode).toBe('SIGTERM');
  await vi.waitFor(() => expect(isRunning(grandchild)).toBe(false));
});

test('one that could not be started has ended', async () => {
  const child = spawn('/nowhere/program');
  await new Promise((resolve) => child.once('error', resolve));
  await endProcess(child, 30_000);
});

test('groups are ended by their leaders, whether these are children or not', async () => {
  const [willing, stubborn] = await Promise.all([
    start(`${waits} console.log('up')`),
    start(`${ignoresSigterm} console.log('up')`),
  ]);
  const impostor = { pid: process.pid, startedAt: 'another time' };
  const ended = [willing, stubborn].map(({ child }) => new Promise((resolve) => child.once('exit', resolve)));
  await endGroups([willing.identity, stubborn.identity, impostor], 500);
  await Promise.all(ended);
  expect(willing.child.signalCode).toBe('SIGTERM');
  expect(stubborn.child.signalCode).toBe('SIGKILL');
});

test('a group that is not there takes no signal', async () => {
  const child = spawn(process.execPath, ['-e', ''], { detached: true, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  expect(signalGroup(child.pid as number, 'SIGTERM')).toBe(false);
});
