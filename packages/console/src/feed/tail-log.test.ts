import { once } from 'node:events';
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LogTail, tailLog } from './tail-log.ts';

let folder: string;
let file: string;
let tail: LogTail | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tail-'));
  file = join(folder, 'access.log');
});

afterEach(() => {
  tail?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('gives whole lines, each once', () => {
  writeFileSync(file, 'before\n');
  tail = tailLog(file);
  expect(tail.read()).toEqual([]);
  appendFileSync(file, 'one\ntw');
  expect(tail.read()).toEqual(['one']);
  appendFileSync(file, 'o\nthree\n');
  expect(tail.read()).toEqual(['two', 'three']);
  expect(tail.read()).toEqual([]);
});

it('tries again with the next look where a file cannot be opened', async () => {
  writeFileSync(file, '');
  tail = tailLog(file);
  renameSync(file, `${file}.1`);
  // What is there and does not open, as where a process may open no more files.
  const socket = createServer().listen(file);
  await once(socket, 'listening');
  expect(() => tail?.read()).toThrow('ENXIO');
  socket.close();
  await once(socket, 'close');
  writeFileSync(file, 'after\n');
  expect(tail.read()).toEqual(['after']);
});

it('keeps a character whole that is written in two', () => {
  const [line, cut] = [Buffer.from('größer\n'), 3];
  writeFileSync(file, '');
  tail = tailLog(file);
  appendFileSync(file, line.subarray(0, cut));
  expect(tail.read()).toEqual([]);
  appendFileSync(file, line.subarray(cut));
  expect(tail.read()).toEqual(['größer']);
});

it('passes over a line that is too long, and nothing else', () => {
  writeFileSync(file, 'before\n');
  tail = tailLog(file, 100);
  expect(tail.read()).toEqual(['before']);
  appendFileSync(file, `${'x'.repeat(1024 * 1024)}its end\nafter\n`);
  expect([...tail.read(), ...tail.read()]).toEqual(['after']);
  expect(tail.read()).toEqual([]);
});

it('begins a little before the end, with a whole line', () => {
  writeFileSync(file, 'first\nsecond\nthird\n');
  tail = tailLog(file, 'ond\nthird\n'.length);
  expect(tail.read()).toEqual(['third']);
});

it('begins at the beginning of a file that is shorter', () => {
  writeFileSync(file, 'first\nsecond\n');
  tail = tailLog(file, 1_000);
  expect(tail.read()).toEqual(['first', 'second']);
});

it('waits for a file that is not there yet', () => {
  tail = tailLog(file);
  expect(tail.read()).toEqual([]);
  writeFileSync(file, 'first\n');
  expect(tail.read()).toEqual(['first']);
});

it('loses nothing when the file is rotated', () => {
  writeFileSync(file, '');
  tail = tailLog(file);
  appendFileSync(file, 'last of the old\n');
  renameSync(file, `${file}.1`);
  appendFileSync(`${file}.1`, 'still the old\n');
  writeFileSync(file, 'first of the new\n');
  expect(tail.read()).toEqual(['last of the old', 'still the old', 'first of the new']);
});
