import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify } from '@lab/process';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lockHolder, lockRunDir, whenLockIsLost } from './run-lock.ts';
import { shortDir } from './socket-dir.ts';

let runDir: string;
let unlock: () => void;
beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), 'run-lock-'));
  unlock = lockRunDir(runDir);
});
afterEach(() => {
  unlock();
  rmSync(runDir, { recursive: true, force: true });
});

it('is lost with its folder, and the lab is still found until it lets go', async () => {
  const lost = vi.fn();
  const end = whenLockIsLost(runDir, lost);
  rmSync(runDir, { recursive: true });
  expect(lockHolder(runDir)?.pid).toBe(process.pid);
  expect(() => lockRunDir(runDir)).toThrow(expect.objectContaining({ code: 'LAB_ALREADY_UP' }));
  await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce(), { timeout: 10_000 });
  end();
  unlock();
  expect(lockHolder(runDir)).toBeUndefined();
});

it('trusts no note of a process that has the number of the lab by chance', () => {
  rmSync(runDir, { recursive: true });
  writeFileSync(
    `${shortDir(runDir)}.json`,
    JSON.stringify({ ...identify(process.pid), startedAt: 'another time' }),
  );
  expect(lockHolder(runDir)).toBeUndefined();
});
