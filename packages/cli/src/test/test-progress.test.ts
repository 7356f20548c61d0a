import { describe, expect, it } from 'vitest';
import type { FileResult } from './test-events.ts';
import { leftText, TestProgress } from './test-progress.ts';

const ended = (file: string, project: string, seconds: number): FileResult => ({
  ...{ file, project, seconds, passed: 2, failed: [], skipped: [], isBroken: false },
});

describe('the time left', () => {
  const durations = { a: 10, b: 20, c: 30, d: 40 };
  const stages = [[['unit']], [['labs'], ['lab']]] as const;
  const started = () => {
    const files = [
      { file: 'a', project: 'unit' },
      { file: 'b', project: 'unit' },
      { file: 'c', project: 'labs' },
      { file: 'd', project: 'lab' },
    ] as const;
    return new TestProgress(stages, durations, files);
  };

  it('is the longest lane of each stage; unit tests run two at a time', () => {
    expect(started().secondsLeft(0)).toBe((10 + 20) / 2 + 40);
  });

  it('shrinks while a file runs, and never below nothing', () => {
    const progress = started();
    progress.begin('d', 1_000);
    expect(progress.secondsLeft(16_000)).toBe(15 + 30);
    expect(progress.secondsLeft(999_000)).toBe(15 + 30);
  });

  it('follows how fast this run is', () => {
    const progress = started();
    progress.begin('a', 0);
    progress.end(ended('a', 'unit', 20));
    expect(progress.secondsLeft(20_000)).toBe((20 / 2 + 40) * 2);
    expect([progress.passed, progress.total, progress.running]).toEqual([2, 4, []]);
  });

  it('is estimated for a file that has not run before', () => {
    const progress = new TestProgress([[['checkouts']]], {}, [{ file: 'new', project: 'checkouts' }]);
    expect(progress.secondsLeft(0)).toBeGreaterThan(0);
  });
});

it.each([
  [0, 'about 5 s left'],
  [31, 'about 35 s left'],
  [100, 'about 2 min left'],
])('%d seconds are told as %s', (seconds, text) => {
  expect(leftText(seconds)).toBe(text);
});
