import type { HttpRoute } from '../resources/istio-types.ts';
import { readDuration } from './duration.ts';
import type { Retries } from './http-route.ts';
import { setFields } from './set-fields.ts';

/** A number in `retryOn` counts as a status code only when HTTP has it (Go's net/http StatusText). */
const STATUS_CODES = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
] as const;

/** Istio's HTTPRetry. */
export function readRetries(written: NonNullable<HttpRoute['retries']>): Retries {
  return setFields<Retries>({
    attempts: written.attempts ?? 0,
    perTryTimeout: readDuration(written.perTryTimeout),
    backoff: readDuration(written.backoff),
    retryOn: written.retryOn ? readConditions(written.retryOn) : undefined,
    ignorePreviousHosts: written.retryIgnorePreviousHosts,
    remoteLocalities: written.retryRemoteLocalities ?? false,
  });
}

/** `retryOn` mixes conditions and status codes. */
function readConditions(retryOn: string): Retries['retryOn'] {
  const parts = retryOn.split(',').flatMap((part) => part.trim() || []);
  return {
    conditions: parts.filter((part) => !isStatusCode(part)),
    statusCodes: parts.filter(isStatusCode).map(Number),
  };
}

function isStatusCode(text: string): boolean {
  const code = Number(text);
  return /^\d+$/.test(text) && STATUS_CODES.some(([first, last]) => code >= first && code <= last);
}
