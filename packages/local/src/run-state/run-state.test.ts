import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isRunning } from '@lab/process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endSurvivors, survivorsOf } from './end-survivors.ts';
import { lockHolder, lockRunDir } from './run-lock.ts';
import { readRunState, writeRunState } from './run-state.ts';

let runDir: string;

beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), 'run-state-'));
});

afterEach(() => rmSync(runDir, { recursive: true, force: true }));

function startSleeper() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
  });
  const identity = identify(child.pid as number);
  if (!identity) throw new Error('the sleeper did not start');
  return { child, identity };
}

test('survivors are ended; a process that only has the number of one is not', async () => {
  const { child, identity } = startSleeper();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const impostor = { pid: process.pid, startedAt: 'another time' };
  writeRunState(runDir, { processes: [identity, impostor], ports: { 'a/b': 15_100 } });
  expect(survivorsOf(runDir)).toEqual([identity]);
  expect((await endSurvivors(runDir)).ports).toEqual({ 'a/b': 15_100 });
  await ended;
  expect(readRunState(runDir)).toEqual({ processes: [], ports: { 'a/b': 15_100 } });
  expect(isRunning(identity)).toBe(false);
});

test('the state is read as it was written; a broken file is an empty state', () => {
  const state = { lab: identify(process.pid), processes: [], ports: { 'a/b': 15_100 } };
  writeRunState(runDir, state as never);
  expect(readRunState(runDir)).toEqual(state);
  writeFileSync(join(runDir, 'state.json'), '{');
  expect(readRunState(runDir)).toEqual({ processes: [], ports: {} });
});

test('only one lab holds a run folder, and a dead one does not', () => {
  const release = lockRunDir(runDir);
  expect(lockHolder(runDir)).toEqual(identify(process.pid));
  expect(() => lockRunDir(runDir)).toThrow(expect.objectContaining({ code: 'LAB_ALREADY_UP' }));
  release();
  writeFileSync(join(runDir, 'lock.json'), JSON.stringify({ pid: process.pid, startedAt: 'another time' }));
  expect(lockHolder(runDir)).toBeUndefined();
  lockRunDir(runDir)();
  expect(readdirSync(runDir)).toEqual([]);
});

test('a run folder that cannot be written is said so, with what to do', () => {
  writeFileSync(join(runDir, 'file'), '');
  expect(() => lockRunDir(join(runDir, 'file', 'run'))).toThrow(
    expect.objectContaining({ code: 'DISK', remedy: expect.stringContaining('LAB_DIR') }),
  );
});
