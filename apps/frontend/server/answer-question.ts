import { toProblem } from '@lab/service-kit';
import type { Outcome } from '../client/ask.ts';
import { failureOf } from '../client/failure.ts';
import type { Question } from '../client/question.ts';
import { logFault } from './answer-problem.ts';
import { classify } from './classify.ts';
import { backendTimeoutMs, backendUrl, identity, logger } from './process.ts';
import { receive } from './receive.ts';

/**
 * Answers a question in the page's address, for a browser that sends the form by itself; a failure is a value. Such a
 * browser cannot send `x-canary` to the gateway, so it goes along from here on.
 */
export async function answerQuestion({ item, canary }: Question, received: Headers): Promise<Outcome> {
  // Next.js does not tell a page when its browser has gone.
  const call = receive(received, new AbortController().signal);
  // The preload hands on the one that came with the request.
  const canaryHeader: Record<string, string> =
    canary && !received.has('x-canary') ? { 'x-canary': 'true' } : {};
  const options = { call, backendUrl, timeoutMs: backendTimeoutMs, headers: canaryHeader };
  try {
    return { ok: true, answer: await classify({ item }, options) };
  } catch (error) {
    logFault(error, logger);
    const problem = toProblem(error, { instance: '/', call });
    return { ok: false, failure: failureOf(problem, problem.status, identity) };
  }
}
