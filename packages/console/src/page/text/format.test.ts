import { expect, test } from 'vitest';
import { clockText, countText, durationText, identityText, percent, rateText } from './format.ts';

test('durations have the unit that makes them short', () => {
  expect([0, 0.42, 9.96, 12.4, 999.4, 1_240, 61_000].map(durationText)).toEqual([
    '0 ms',
    '0.4 ms',
    '10 ms',
    '12 ms',
    '999 ms',
    '1.24 s',
    '61 s',
  ]);
});

test('shares and rates have one digit where it says something', () => {
  expect([0, 0.005, 0.9, 1].map(percent)).toEqual(['0%', '0.5%', '90%', '100%']);
  expect([0, 0.3, 9.94, 12.4].map(rateText)).toEqual(['0/s', '0.3/s', '9.9/s', '12/s']);
});

test('a time of day, counts and identities', () => {
  const time = new Date(2026, 10, 29, 6, 3, 7, 42).getTime();
  expect(clockText(time)).toBe('06:03:07.042');
  expect(clockText(time, 0)).toBe('06:03:07');
  expect([countText(1, 'request'), countText(1024, 'request'), countText(2, 'entry', 'entries')]).toEqual([
    '1 request',
    '1,024 requests',
    '2 entries',
  ]);
  expect(identityText('spiffe://cluster.local/ns/frontend/sa/web')).toBe('frontend/web');
  expect(identityText('other')).toBe('other');
});
