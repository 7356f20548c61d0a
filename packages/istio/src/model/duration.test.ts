import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

it.each([
  ['10s', 10_000],
  ['1h30m', 5_400_000],
  ['1.5s', 1500],
  ['30ms', 30],
  ['0', 0],
  ['-1s', -1000],
])('reads %s', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

it.each(['', '5', 's', '5 s', '1d', '1s5'])('refuses "%s"', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
