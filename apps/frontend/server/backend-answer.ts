import type { Hop } from '@lab/service-kit';
import { z } from 'zod';

/** What `POST /classify` of the backend answers. */
export const backendAnswer = z.object({
  item: z.string(),
  label: z.string(),
  material: z.string(),
  bin: z.object({ id: z.string(), name: z.string(), colour: z.string().regex(/^#[0-9a-f]{6}$/i) }),
  confidence: z.number().min(0).max(1),
  alternatives: z.array(z.object({ kind: z.enum(['reuse', 'resale', 'recycling']), text: z.string() })),
});

/** What `POST /api/classify` answers: the same with the hops of the request, and the trace to look it up by. */
export type Answer = z.infer<typeof backendAnswer> & {
  /** The frontend first, then the hops behind it. */
  readonly hops: readonly Hop[];
  readonly traceId?: string;
};
