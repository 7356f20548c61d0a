import { expect, it } from 'vitest';
import { createRing } from './ring.ts';

it('keeps the newest, however many come', () => {
  const ring = createRing<number>(10);
  for (let value = 1; value <= 1_000; value += 1) {
    ring.add(value);
    expect(ring.values().length).toBe(Math.min(value, 10));
  }
  expect(ring.values()).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999, 1_000]);
});
