import { expect, test } from 'vitest';
import { binomialInterval } from './binomial-interval.ts';

// Quantiles computed with exact fractions: the smallest k whose P(X <= k) exceeds 0.0005, from both ends.
test.each([
  [1000, 0.9, 868, 930],
  [1000, 0.8, 757, 841],
  [1000, 0.1, 70, 132],
  [3000, 0.3, 818, 983],
  [200, 0.01, 0, 8],
  [50, 0.9, 37, 50],
  [10, 0.5, 0, 10],
  [1, 0.5, 0, 1],
])('%i requests at a weight of %f stay within %i and %i', (trials, probability, low, high) => {
  expect(binomialInterval(trials, probability)).toEqual({ low, high });
});

test('leaves no room where nothing is left to chance', () => {
  expect(binomialInterval(200, 1)).toEqual({ low: 200, high: 200 });
  expect(binomialInterval(200, 0)).toEqual({ low: 0, high: 0 });
  expect(binomialInterval(0, 0.5)).toEqual({ low: 0, high: 0 });
});

test('holds where the probability of no success at all is below the smallest double', () => {
  const { low, high } = binomialInterval(1_000_000, 0.5);
  // 3.2905 standard deviations (500 requests each) on each side.
  expect(low).toBeGreaterThan(498_350);
  expect(low).toBeLessThan(498_360);
  expect(low + high).toBe(1_000_000);
});

test('throws for what is no number of requests, probability or confidence', () => {
  expect(() => binomialInterval(1.5, 0.5)).toThrow(RangeError);
  expect(() => binomialInterval(10, 1.1)).toThrow(RangeError);
  expect(() => binomialInterval(10, Number.NaN)).toThrow(RangeError);
  expect(() => binomialInterval(10, 0.5, 1)).toThrow(RangeError);
});
