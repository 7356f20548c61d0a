import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AccessLog, accessLogFile } from './access-log.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'access-log-'));
  path = join(folder, 'a.b.access.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function blocksOf(log: AccessLog): Promise<string[]> {
  const blocks: string[] = [];
  for (let block = await log.earlier(); block; block = await log.earlier()) blocks.push(block.toString());
  return blocks;
}

const open = () => accessLogFile({ path, namespace: 'a', pod: 'b' });

test('is read in blocks of whole lines, the last first, whatever their bytes', async () => {
  const lines = Array.from({ length: 9_000 }, (_, index) => `${index} ${'ä€😀'.repeat(index % 40)}\n`);
  writeFileSync(path, lines.join(''));
  const blocks = await blocksOf(open());
  expect(blocks.length).toBeGreaterThan(3);
  expect(blocks.toReversed().join('')).toBe(lines.join(''));
  expect(blocks.every((block) => block === '' || block.endsWith('\n'))).toBe(true);
});

test('a line longer than a block is one line', async () => {
  const text = `${'x'.repeat(900_000)}\nlast\n`;
  writeFileSync(path, text);
  expect((await blocksOf(open())).toReversed().join('')).toBe(text);
});

test('a line that is still being written is left out, and one that comes later too', async () => {
  writeFileSync(path, 'one\nhal');
  const log = open();
  expect((await log.earlier())?.toString()).toBe('one\n');
  appendFileSync(path, 'f\n');
  expect(await log.earlier()).toBeUndefined();
});

test('goes on in the file before it', async () => {
  writeFileSync(path, 'new\n');
  writeFileSync(`${path}.1`, 'old\n');
  expect(await blocksOf(open())).toEqual(['new\n', 'old\n']);
});

test('a file that is not there is empty', async () => {
  expect(await blocksOf(open())).toEqual([]);
});
