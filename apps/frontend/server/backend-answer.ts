import { hopSchema } from '@lab/service-kit';
import { z } from 'zod';

/** What `POST /classify` of the backend answers. */
export const backendAnswer = z.object({
  item: z.string(),
  label: z.string(),
  material: z.string(),
  bin: z.object({ id: z.string(), name: z.string(), colour: z.string().regex(/^#[0-9a-f]{6}$/i) }),
  confidence: z.number().min(0).max(1),
  alternatives: z.array(z.object({ kind: z.enum(['reuse', 'resale', 'recycling']), text: z.string() })),
  hops: z.array(hopSchema),
});

/** What `POST /api/classify` answers: the same with the frontend's own hop first, and the trace to look it up by. */
export type Answer = z.infer<typeof backendAnswer> & { readonly traceId?: string };
