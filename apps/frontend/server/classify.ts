import { activeTraceIds, callUpstream, hopSince, type Identity, validate } from '@lab/service-kit';
import { z } from 'zod';
import { type Answer, backendAnswer } from './backend-answer.ts';
import { readJsonBody } from './read-json-body.ts';

const input = z.strictObject({ item: z.string().trim().min(1).max(200) });

export type ClassifyOptions = {
  readonly identity: Identity;
  /** Where the backend is, without a path. */
  readonly backendUrl: string;
  readonly timeoutMs: number;
};

/**
 * Asks the backend about the item in the request's body.
 *
 * @throws HttpProblem 4xx for input that cannot be used, 502 or 504 for a failure further on
 * @throws CallerGone when the browser has gone
 */
export async function classify(request: Request, options: ClassifyOptions): Promise<Answer> {
  const startedAt = performance.now();
  const { item } = validate(input, await readJsonBody(request));
  const answer = await callUpstream({
    upstream: 'backend',
    url: new URL('/classify', options.backendUrl).href,
    body: { item },
    schema: backendAnswer,
    timeoutMs: options.timeoutMs,
    signal: request.signal,
  });
  const traceId = activeTraceIds()?.trace_id;
  const hops = [hopSince(options.identity, startedAt), ...answer.hops];
  return { ...answer, hops, ...(traceId && { traceId }) };
}
