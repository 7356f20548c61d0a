import type { Answer } from '../server/backend-answer.ts';
import { type Failure, readFailure, unreachable } from './failure.ts';

export type Outcome =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly failure: Failure };

export type AskOptions = {
  /** Whether to send `x-canary: true`, which the mesh routes by. */
  readonly canary: boolean;
  readonly signal: AbortSignal;
};

/**
 * Asks the server side about an item. A failure, also one of the network or the gateway, is a value.
 *
 * @throws AbortError when `signal` is aborted
 */
export async function ask(item: string, { canary, signal }: AskOptions): Promise<Outcome> {
  try {
    const response = await fetch('/api/classify', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(canary && { 'x-canary': 'true' }) },
      body: JSON.stringify({ item }),
      signal,
    });
    if (!response.ok) return { ok: false, failure: await readFailure(response) };
    return { ok: true, answer: await response.json() };
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, failure: unreachable(error) };
  }
}
