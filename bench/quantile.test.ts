import { expect, test } from 'vitest';
import { median, quantile } from './quantile.ts';

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

test('takes the value at its rank, whatever the order', () => {
  expect(quantile(hundred, 0.5)).toBe(50);
  expect(quantile(hundred, 0.9)).toBe(90);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile(hundred, 0)).toBe(1);
  expect(quantile(hundred, 1)).toBe(100);
});

test('a single value is every quantile; none has none', () => {
  expect(quantile([7], 0.99)).toBe(7);
  expect(() => quantile([], 0.5)).toThrow(RangeError);
});

test('the median is one of the values', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2);
});
