import { expect, test } from 'vitest';
import { delaysOfCounts, delaysOfRows } from './event-to-pixel.ts';

const ended = [
  { id: 'a', endedAt: 100 },
  { id: 'b', endedAt: 200 },
  { id: 'c', endedAt: 300 },
  { id: 'd', endedAt: 400 },
];

test('a request is as late as the paint of its row, those outside of the time shown are left out', () => {
  const paints = [
    { at: 250, ids: ['a', 'b'] },
    { at: 390, ids: ['c'] },
  ];
  expect(delaysOfRows(ended, paints, { from: 150, to: 350 })).toEqual([50, 90]);
  expect(delaysOfRows(ended, paints, { from: 350, to: 450 })).toEqual([Infinity]);
});

test('a row that was painted before the sender had the whole answer is not early', () => {
  expect(delaysOfRows(ended, [{ at: 90, ids: ['a'] }], { from: 0, to: 150 })).toEqual([0]);
});

test('the n-th request is on the page with the first count of n or more', () => {
  const counts = [
    { at: 210, count: 1 },
    { at: 460, count: 3 },
  ];
  expect(delaysOfCounts(ended, counts, { from: 0, to: 1_000 })).toEqual([110, 260, 160, Infinity]);
  expect(delaysOfCounts(ended.toReversed(), counts, { from: 150, to: 350 })).toEqual([260, 160]);
});
