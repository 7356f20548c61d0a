import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { shortDir, socketDir } from './socket-dir.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sockets-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('sockets are in the run folder, for its owner only', () => {
  const dir = socketDir(join(folder, 'run'));
  expect(dir).toBe(join(folder, 'run'));
  expect(statSync(dir).mode & 0o777).toBe(0o700);
});

test('a path that is too long for a socket has a short folder, for its owner only', () => {
  const long = join(folder, 'a'.repeat(100));
  const dir = socketDir(long);
  try {
    expect(dir).toBe(shortDir(long));
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test.each([0o750, 0o705, 0o711])('a folder that others may enter is refused: %o', (mode) => {
  const dir = join(folder, 'run');
  mkdirSync(dir);
  chmodSync(dir, mode);
  expect(() => socketDir(dir)).toThrow(`other users can access ${dir}`);
});

test('a link, which may lead anywhere, is refused', () => {
  mkdirSync(join(folder, 'elsewhere'), { mode: 0o700 });
  symlinkSync('elsewhere', join(folder, 'run'));
  expect(() => socketDir(join(folder, 'run'))).toThrow('other users can access');
});
