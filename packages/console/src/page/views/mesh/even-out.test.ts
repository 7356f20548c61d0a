import { expect, test } from 'vitest';
import { evenOut } from './even-out.ts';

const wish = (middle: number, length = 10) => ({ middle, length });

test('what has room is where it wants to be', () => {
  expect(evenOut([wish(0), wish(50)], 5)).toEqual([0, 50]);
});

test('what wants the same place stands around it', () => {
  expect(evenOut([wish(100), wish(100)], 10)).toEqual([90, 110]);
  expect(evenOut([wish(100), wish(100), wish(100)], 0)).toEqual([90, 100, 110]);
});

test('the order stays, whatever is wished, and nothing overlaps', () => {
  const wishes = [wish(40, 30), wish(0, 10), wish(5, 20), wish(200), wish(-10, 40)];
  const middles = evenOut(wishes, 4);
  for (const [index, middle] of middles.entries()) {
    const next = middles[index + 1];
    if (next === undefined) break;
    const apart = (wishes[index]?.length ?? 0) / 2 + (wishes[index + 1]?.length ?? 0) / 2 + 4;
    expect(next - middle).toBeGreaterThanOrEqual(apart - 1e-9);
  }
});

test('nothing on a line is nothing', () => {
  expect(evenOut([], 1)).toEqual([]);
});
