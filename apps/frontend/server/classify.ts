import { type Call, callUpstream, sampledTraceId, validate } from '@lab/service-kit';
import { z } from 'zod';
import { itemProblem } from '../client/question.ts';
import { type Answer, backendAnswer } from './backend-answer.ts';

const input = z.strictObject({
  item: z
    .string()
    .trim()
    .refine((item) => itemProblem(item) === undefined, { error: ({ input }) => itemProblem(String(input)) }),
});

export type ClassifyOptions = {
  readonly call: Call;
  /** Where the backend is, without a path. */
  readonly backendUrl: string;
  readonly timeoutMs: number;
  /** Sent to the backend besides those that the telemetry preload hands on. */
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * Asks the backend about the item in the body of a request.
 *
 * @throws HttpProblem 400 for a body that cannot be used, 502 or 504 for a failure further on
 * @throws CallerGone when the browser has gone
 */
export async function classify(body: unknown, options: ClassifyOptions): Promise<Answer> {
  const { call, backendUrl, ...request } = options;
  const { item } = validate(input, body);
  const answer = await callUpstream({
    ...request,
    call,
    upstream: 'backend',
    url: new URL('/classify', backendUrl).href,
    body: { item },
    schema: backendAnswer,
  });
  const traceId = sampledTraceId();
  return { ...answer, hops: call.hops(), ...(traceId && { traceId }) };
}
