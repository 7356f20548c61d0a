import { expect, it } from 'vitest';
import { sampleSize } from './sample-size.ts';

it('is the larger, the nearer a wrong answer is', () => {
  expect(sampleSize(0.4, [0.2], 1e-5)).toBeLessThan(sampleSize(0.4, [0.3], 1e-5));
});

it('tells 10 from 20% with some 1,000 requests', () => {
  const requests = sampleSize(0.1, [0.2], 1e-5);
  expect(requests).toBeGreaterThan(500);
  expect(requests).toBeLessThan(1_500);
});

it('refuses to tell what is too near', () => {
  expect(() => sampleSize(0.4, [0.401], 1e-5)).toThrow(RangeError);
});
