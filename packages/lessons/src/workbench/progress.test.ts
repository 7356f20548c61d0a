import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countTime, openLesson, readProgress, updateLesson } from './progress.ts';

const MINUTE = 60_000;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'progress-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const secondsOf = (name: string) => readProgress(folder).lessons[name]?.seconds;

it('counts the time from one command to the next, and no break', () => {
  openLesson(folder, '01-a', { now: 0 });
  countTime(folder, '01-a', 90_400);
  expect(secondsOf('01-a')).toBe(90);
  countTime(folder, '01-a', 91_000);
  expect(secondsOf('01-a')).toBe(91);
  countTime(folder, '01-a', 91_000 + 11 * MINUTE);
  expect(secondsOf('01-a')).toBe(91);
  countTime(folder, '01-a', 91_000 + 12 * MINUTE);
  expect(secondsOf('01-a')).toBe(91 + 60);
});

it('counts for the lesson that is open, until it is done', () => {
  openLesson(folder, '01-a', { now: 0 });
  openLesson(folder, '02-b', { now: 2 * MINUTE });
  openLesson(folder, '01-a', { now: 5 * MINUTE });
  expect([secondsOf('01-a'), secondsOf('02-b')]).toEqual([120, 180]);
  updateLesson(folder, '01-a', () => ({ state: 'done' }));
  openLesson(folder, '01-a', { now: 6 * MINUTE });
  expect(secondsOf('01-a')).toBe(120);
});
