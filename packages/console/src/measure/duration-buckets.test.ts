import { expect, test } from 'vitest';
import { addedBuckets, bucketQuantile } from './duration-buckets.ts';

const buckets = [{ upTo: 10, count: 50 }, { upTo: 20, count: 90 }, { count: 100 }];

test('a quantile lies within its bucket, as far in it as calls are before it', () => {
  expect(bucketQuantile(buckets, 0.5)).toBe(10);
  expect(bucketQuantile(buckets, 0.25)).toBe(5);
  expect(bucketQuantile(buckets, 0.7)).toBe(15);
});

test('of the bucket without a bound the last bound is known', () => {
  expect(bucketQuantile(buckets, 0.99)).toBe(20);
  expect(bucketQuantile([{ count: 4 }], 0.5)).toBeUndefined();
});

test('there is none without calls', () => {
  expect(bucketQuantile([], 0.5)).toBeUndefined();
  expect(bucketQuantile([{ upTo: 10, count: 0 }, { count: 0 }], 0.5)).toBeUndefined();
});

test('histograms are added up by their bounds', () => {
  expect(addedBuckets([buckets, [{ upTo: 10, count: 1 }, { count: 2 }]])).toEqual([
    { upTo: 10, count: 51 },
    { upTo: 20, count: 90 },
    { count: 102 },
  ]);
  expect(addedBuckets([[], []])).toEqual([]);
});
