import type { Explanation, MeshClient } from '@lab/mesh-client';
import { expect, it, vi } from 'vitest';
import { createAsk, type Known } from './create-ask.ts';

const known = { findings: [], answer: {}, files: new Map() } as unknown as Known;
const explanation = { hops: [] } as unknown as Explanation;

function askOf(explain: MeshClient['explain']) {
  const mesh = { gateway: async () => ({ host: 'frontend.localhost' }), explain };
  return createAsk(mesh as unknown as MeshClient, known, new AbortController().signal);
}

it('asks the mesh once for what does not change while the files do not', async () => {
  const explain = vi.fn(async () => explanation);
  const ask = askOf(explain);
  expect(await Promise.all([ask.explain({}), ask.explain({})])).toEqual([explanation, explanation]);
  expect(await ask.explain({})).toBe(explanation);
  expect(explain).toHaveBeenCalledTimes(1);
});

it('asks again after a failure', async () => {
  const explain = vi.fn().mockRejectedValueOnce(new Error('gone')).mockResolvedValue(explanation);
  const ask = askOf(explain);
  await expect(ask.explain({})).rejects.toThrow('gone');
  expect(await ask.explain({})).toBe(explanation);
});
