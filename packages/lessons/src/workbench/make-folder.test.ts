import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from './make-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'make-folder-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const refused = expect.objectContaining({ code: 'WORKBENCH_TAKEN' });

it('makes a folder and those above it, and leaves what is there', () => {
  makeFolder(join(folder, 'a/b'));
  makeFolder(join(folder, 'a/b'));
  expect(existsSync(join(folder, 'a/b'))).toBe(true);
});

it('says that a file is in the way', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow(refused);
  expect(() => makeFolder(join(folder, 'file/below'))).toThrow(refused);
});

it.skipIf(process.platform !== 'linux')('says so where the system makes no folder at all', () => {
  expect(() => makeFolder('/proc/no-such-process/workbench')).toThrow(refused);
});
