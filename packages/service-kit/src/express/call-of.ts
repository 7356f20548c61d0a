import type { Request, Response } from 'express';
import { type Call, openCall } from '../call.ts';
import type { Identity } from '../identity.ts';
import { startOf } from '../request-start.ts';

/** The call that a request makes, with a signal that aborts when its connection closes before the answer is out. */
export function callOf(request: Request, response: Response, identity: Identity): Call {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const call = openCall({
    identity,
    signal: gone.signal,
    startedAt: startOf(request),
    clientCertificate: request.get('x-forwarded-client-cert'),
  });
  response.locals.call = call;
  return call;
}

/** The same call for whoever answers in the handler's place; undefined for a request that no handler has seen. */
export function openedCall({ locals }: Response): Call | undefined {
  return locals.call;
}
