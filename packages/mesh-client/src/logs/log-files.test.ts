import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listLogs, readFrom, tail } from './log-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-logs-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function logFile(text: string) {
  const file = { path: join(folder, 'ml.ml-stable-0.log') };
  await writeFile(file.path, text);
  return file;
}

test('tells from its name whose a log is; there are none in a folder that is not there', async () => {
  for (const name of ['ml.ml-0.log', 'ml.ml-0.envoy.log', 'ml.ml-v1.2-0.access.log', 'lab.log', 'ml.json'])
    await writeFile(join(folder, name), '');
  const found = (await listLogs(folder)).map(({ namespace, pod, part }) => [namespace, pod, part]);
  expect(found).toEqual([
    ['', 'lab', 'lab'],
    ['ml', 'ml-0', 'envoy'],
    ['ml', 'ml-0', 'app'],
    ['ml', 'ml-v1.2-0', 'access'],
  ]);
  expect(await listLogs(join(folder, 'none'))).toEqual([]);
  expect(await listLogs(join(folder, 'lab.log'))).toEqual([]);
});

test('gives the last lines and goes on where it stopped', async () => {
  const file = await logFile('one\ntwo\nthree\n');
  const { lines, end } = await tail(file, 2);
  await appendFile(file.path, 'four\n');
  expect([...lines, ...(await readFrom(file, end)).lines]).toEqual(['two', 'three', 'four']);
  expect((await tail(file, 0)).lines).toEqual([]);
});

test('gives as many lines as are asked for, however long they are and whatever is left out', async () => {
  const line = (number: number) => `${number} ${'x'.repeat(1_000)}`;
  const all = Array.from({ length: 2_000 }, (_, number) => line(number));
  const file = await logFile(`${all.join('\n')}\n`);
  expect((await tail(file, 1_500)).lines).toEqual(all.slice(-1_500));
  expect((await tail(file, 5_000)).lines).toEqual(all);
  const isEven = (text: string) => Number.parseInt(text, 10) % 2 === 0;
  expect((await tail(file, 700, isEven)).lines).toEqual(all.filter(isEven).slice(-700));
});

test('leaves a line that is still being written for the next time, also within a character', async () => {
  const [first, second] = [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)];
  const file = await logFile('whole\n');
  await appendFile(file.path, first as Buffer);
  const { lines, end } = await tail(file, 10);
  expect(lines).toEqual(['whole']);
  await appendFile(file.path, second as Buffer);
  expect((await readFrom(file, end)).lines).toEqual(['é']);
});

test('starts over when the file got shorter', async () => {
  const file = await logFile('a long line of the run before\n');
  const { end } = await tail(file, 0);
  await writeFile(file.path, 'new\n');
  expect((await readFrom(file, end)).lines).toEqual(['new']);
});
