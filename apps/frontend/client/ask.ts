import type { Answer } from '../server/backend-answer.ts';
import { type Failure, isFromEnvoy, readFailure, unreachable } from './failure.ts';
import type { Question } from './question.ts';

export type Outcome = (
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly failure: Failure }
) & {
  /** An Envoy of Istio's answered the browser. */
  readonly fromEnvoy?: boolean;
};

/** A question and what came of it. */
export type Asked = { readonly question: Question; readonly outcome: Outcome };

/**
 * Asks the server side about an item. A failure, also one of the network or the gateway, is a value.
 *
 * @throws AbortError when `signal` is aborted
 */
export async function ask({ item, canary }: Question, signal: AbortSignal): Promise<Outcome> {
  try {
    const response = await fetch('/api/classify', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(canary && { 'x-canary': 'true' }) },
      body: JSON.stringify({ item }),
      signal,
    });
    return { ...(await read(response)), fromEnvoy: isFromEnvoy(response.headers) };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, failure: unreachable(error, location.host) };
  }
}

async function read(response: Response): Promise<Outcome> {
  const isAnswer = response.headers.get('content-type')?.startsWith('application/json');
  if (response.ok && isAnswer) return { ok: true, answer: await response.json() };
  return { ok: false, failure: await readFailure(response) };
}
