import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LogFile, listLogs, readFrom, tail } from './log-files.ts';

let folder: string;
let lines: string[];
const onLine = (_file: LogFile, line: string) => lines.push(line);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-logs-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function logFile(text: string): Promise<LogFile> {
  const file = { name: 'ml-stable-0', path: join(folder, 'ml-stable-0.log') };
  await writeFile(file.path, text);
  return file;
}

test('lists the logs that begin with a name, and none of a folder that is not there', async () => {
  for (const name of ['ml-stable-0.log', 'ml-canary-0.log', 'backend-stable-0.log', 'ml.json']) {
    await writeFile(join(folder, name), '');
  }
  expect((await listLogs(folder, 'ml')).map((file) => file.name)).toEqual(['ml-canary-0', 'ml-stable-0']);
  expect(await listLogs(join(folder, 'none'), '')).toEqual([]);
});

test('shows the last lines and goes on where it stopped', async () => {
  const file = await logFile('one\ntwo\nthree\n');
  const offset = await tail(file, 2, onLine);
  await appendFile(file.path, 'four\n');
  await readFrom(file, offset, onLine);
  expect(lines).toEqual(['two', 'three', 'four']);
});

test('leaves a line that is still being written for the next time, also within a character', async () => {
  const [first, second] = [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)];
  const file = await logFile('whole\n');
  await appendFile(file.path, first as Buffer);
  const offset = await tail(file, 10, onLine);
  expect(lines).toEqual(['whole']);
  await appendFile(file.path, second as Buffer);
  await readFrom(file, offset, onLine);
  expect(lines).toEqual(['whole', 'é']);
});

test('starts over when the file got shorter', async () => {
  const file = await logFile('a long line of the run before\n');
  const offset = await tail(file, 0, onLine);
  await writeFile(file.path, 'new\n');
  await readFrom(file, offset, onLine);
  expect(lines).toEqual(['new']);
});
