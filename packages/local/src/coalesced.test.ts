import { expect, test } from 'vitest';
import { coalesced } from './coalesced.ts';

test('calls that come during a run are served by one more, which begins after it', async () => {
  const ends: (() => void)[] = [];
  let runs = 0;
  const run = coalesced(async () => {
    runs += 1;
    const number = runs;
    await new Promise<void>((resolve) => ends.push(resolve));
    return number;
  });
  const first = run();
  await expect.poll(() => ends.length).toBe(1);
  const others = [run(), run()];
  ends[0]?.();
  expect(await first).toBe(1);
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.();
  expect(await Promise.all(others)).toEqual([2, 2]);
});

test('a run that fails fails its callers, and the next one runs', async () => {
  let runs = 0;
  const run = coalesced(async () => {
    runs += 1;
    if (runs === 1) throw new Error('first');
    return runs;
  });
  await expect(run()).rejects.toThrow('first');
  expect(await run()).toBe(2);
});
