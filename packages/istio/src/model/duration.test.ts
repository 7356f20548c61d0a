import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

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

it('writes seconds, without an exponent or a tail of nines', () => {
  expect([5_400_000, 30, 0, 2500].map(formatDuration)).toEqual(['5400s', '0.03s', '0s', '2.5s']);
});
