import { expect, it } from 'vitest';
import { formatDuration } from './duration.ts';

it('writes seconds, without an exponent or a tail of nines', () => {
  expect([5_400_000, 30, 0, 2500].map(formatDuration)).toEqual(['5400s', '0.03s', '0s', '2.5s']);
});
