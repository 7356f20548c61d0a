import { z } from 'zod';
import type { Identity } from './identity.ts';

/** One service that a request passed; `durationMs` is the time it took there, the calls it made included. */
export const hopSchema = z.object({
  service: z.string(),
  version: z.string(),
  pod: z.string(),
  namespace: z.string(),
  durationMs: z.number().nonnegative(),
});

export type Hop = z.infer<typeof hopSchema>;

/** The hop of this pod, for work begun at `startedAt` (milliseconds of `performance.now()`). */
export function hopSince(identity: Identity, startedAt: number): Hop {
  const durationMs = Math.round((performance.now() - startedAt) * 100) / 100;
  return { ...identity, durationMs };
}
