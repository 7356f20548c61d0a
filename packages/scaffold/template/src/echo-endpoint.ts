import type { Endpoint } from '@lab/service-kit/express';
import { z } from 'zod';

const input = z.strictObject({ item: z.string().trim().min(1).max(200) });

/** `POST /echo`: the item as it was understood, and the hop of this pod. */
export function echoEndpoint(): Endpoint<z.infer<typeof input>> {
  return {
    path: '/echo',
    input,
    handle: ({ item }, call) => ({ item, hops: call.hops() }),
  };
}
