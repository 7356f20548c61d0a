import { z } from 'zod';

/** Who is at both ends of a connection between two sidecars, as their certificates say: SPIFFE IDs. */
const mutualTlsSchema = z.object({ caller: z.string(), self: z.string() });

/** A call that was not answered by a hop which tells of itself: to a pod that failed, or to nobody at all. */
const failedCallSchema = z.object({
  /** The name that the caller has for it. */
  service: z.string(),
  /** HTTP status of the answer; absent where there was none. */
  status: z.number().int().optional(),
  /** Which version and pod gave the answer, if the service itself did. */
  version: z.string().optional(),
  pod: z.string().optional(),
  /** What a sidecar said in the place of the service. */
  sidecar: z.object({ flag: z.string().optional(), message: z.string() }).optional(),
  /** The answer came through the sidecar of the caller. */
  callerSidecar: z.literal(true).optional(),
});

/** One service that a request passed; `durationMs` is the time it took there, the calls it made included. */
export const hopSchema = z.object({
  service: z.string(),
  version: z.string(),
  pod: z.string(),
  /** Absent for a service that tells no more of itself than the header `x-served-by`. */
  namespace: z.string().optional(),
  durationMs: z.number().nonnegative(),
  /** The pod that called this one; absent on the first hop. */
  calledBy: z.string().optional(),
  /** HTTP status, where the hop answered with a problem. */
  status: z.number().int().optional(),
  /** What the sidecar of this pod says of the connection that the request came by; absent without mutual TLS. */
  mutualTls: mutualTlsSchema.optional(),
  /** The answer of this hop came through the sidecar of its caller. */
  callerSidecar: z.literal(true).optional(),
  /** Calls that this hop made and that failed without a hop of their own. */
  failedCalls: z.array(failedCallSchema).optional(),
});

export type MutualTls = z.infer<typeof mutualTlsSchema>;
export type FailedCall = z.infer<typeof failedCallSchema>;
export type Hop = z.infer<typeof hopSchema>;

const answerWithHops = z.object({ hops: z.array(hopSchema).min(1) });

/** The hops that the body of an answer tells of, the answering service first; undefined if it tells of none. */
export function readHops(body: unknown): readonly [Hop, ...Hop[]] | undefined {
  const answer = answerWithHops.safeParse(body);
  return answer.success ? (answer.data.hops as [Hop, ...Hop[]]) : undefined;
}
