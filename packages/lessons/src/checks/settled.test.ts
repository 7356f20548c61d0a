import { expect, it, vi } from 'vitest';
import type { Ask } from '../ask/ask.ts';
import { settled } from './settled.ts';

const ask = { mesh: { drainMs: 300 }, signal: new AbortController().signal } as Pick<Ask, 'mesh' | 'signal'>;

it('looks once where what is seen agrees', async () => {
  const look = vi.fn(async () => 403);
  expect(await settled(ask, look, (status) => status === 403)).toBe(403);
  expect(look).toHaveBeenCalledTimes(1);
});

it('looks again until connections from before have gone', async () => {
  const statuses = [200, 200, 403];
  const look = vi.fn(async () => statuses.shift());
  expect(await settled(ask, look, (status) => status === 403)).toBe(403);
});

it('takes what it sees last where that never agrees', async () => {
  const look = vi.fn(async () => 200);
  expect(await settled(ask, look, async (status) => status === 403)).toBe(200);
  expect(look).toHaveBeenCalledTimes(4);
});
