import { expect, test } from 'vitest';
import { judge } from './measurement.ts';

test('compares what is measured with what is there without it', () => {
  const judged = judge({ measure: 'p50', unit: 'ms', without: 2, with: 3 });
  expect(judged).toEqual({ measure: 'p50', unit: 'ms', without: 2, with: 3, difference: 1, ratio: 1.5 });
});

test('holds an aim against the difference, the ratio or the figure itself', () => {
  const base = { measure: 'start', unit: 'ms', without: 200, with: 350 } as const;
  expect(judge({ ...base, aim: { of: 'difference', most: 150 } }).met).toBe(true);
  expect(judge({ ...base, aim: { of: 'difference', most: 149 } }).met).toBe(false);
  expect(judge({ ...base, aim: { of: 'ratio', least: 1.8 } }).met).toBe(false);
  expect(judge({ ...base, aim: { of: 'with', most: 1_000 } }).met).toBe(true);
});

test('refuses an aim for which there is no figure', () => {
  const alone = { measure: 'start', unit: 'ms', with: 350, aim: { of: 'ratio', most: 2 } } as const;
  expect(() => judge(alone)).toThrow('nothing to hold the aim against');
});
