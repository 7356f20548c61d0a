import { expect, test } from 'vitest';
import { heapRows, slope } from './heap-rows.ts';

test('the slope is that of the nearest line', () => {
  expect(slope([1, 3, 5])).toBe(2);
  expect(slope([4, 4, 4, 4])).toBe(0);
  expect(slope([1, 2, 1, 2, 1])).toBe(0);
});

test('the first minute, in which everything fills, does not count', () => {
  const rows = heapRows([1e6, 5e6, 5e6, 5e6]);
  expect(rows.map(({ with: value }) => value)).toEqual([5, 5, 0]);
  expect(rows.map(({ measure }) => measure)).toEqual([
    'heap of the page after 2 minutes',
    'heap of the page after 4 minutes',
    '  its growth in a minute, from then on',
  ]);
});

test('a heap that grows by more than is kept of requests is not flat', () => {
  expect(heapRows([1e6, 5e6, 6e6, 7e6]).at(-1)).toMatchObject({ with: 1, aim: { most: 0.1 } });
});

test('of too few minutes there is no slope', () => {
  expect(heapRows([3e6])).toEqual([{ measure: 'heap of the page after 1 minute', unit: 'MB', with: 3 }]);
});
