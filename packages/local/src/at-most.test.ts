import { expect, it } from 'vitest';
import { atMost } from './at-most.ts';

it('runs no more than its limit at the same time, in order, also after one has failed', async () => {
  const bounded = atMost(2);
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<number>());
  const began: number[] = [];
  const runs = ends.map(({ promise }, index) =>
    bounded(() => {
      began.push(index);
      return promise;
    }),
  );
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  await turn();
  expect(began).toEqual([0, 1]);
  ends[1]?.reject(new Error('no'));
  await expect(runs[1]).rejects.toThrow('no');
  await turn();
  expect(began).toEqual([0, 1, 2]);
  ends[0]?.resolve(0);
  ends[2]?.resolve(2);
  await turn();
  expect(began).toEqual([0, 1, 2, 3]);
  ends[3]?.resolve(3);
  expect(await Promise.all([runs[0], runs[2], runs[3]])).toEqual([0, 2, 3]);
  expect(await bounded(async () => 'more')).toBe('more');
});
