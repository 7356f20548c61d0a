import type { IncomingMessage, ServerResponse } from 'node:http';
import { startOf } from '../request-start.ts';
import type { Call } from './endpoint.ts';

/** The call that a request makes, with a signal that aborts when its connection closes before the answer is out. */
export function callOf(request: IncomingMessage, response: ServerResponse): Call {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return { signal: gone.signal, startedAt: startOf(request) };
}
