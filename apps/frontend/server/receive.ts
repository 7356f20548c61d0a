import { type Call, openCall } from '@lab/service-kit';
import { identity } from './process.ts';

/** Opens the record of a request that has come in now. */
export function receive(headers: Headers, signal: AbortSignal): Call {
  const clientCertificate = headers.get('x-forwarded-client-cert');
  return openCall({ identity, startedAt: performance.now(), signal, clientCertificate });
}
