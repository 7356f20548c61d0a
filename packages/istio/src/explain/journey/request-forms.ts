import type { ProbeRequest } from '../probe.ts';
import { shownHeaders } from './header-changes.ts';
import type { Hop, JourneyRequest } from './journey.ts';

/** A request as it may be shown. */
export function shownRequest({ method, scheme, host, port, path, headers }: JourneyRequest): Hop['request'] {
  return { method, scheme, host, port, path, headers: shownHeaders(headers) };
}

/** A request as the explanation of one proxy takes it. */
export function probeOf({ scheme, jwt, method, host, port, path, headers }: JourneyRequest): ProbeRequest {
  const tls = scheme === 'https' ? { tls: 'simple' as const } : {};
  return { method, host, port, path, headers, ...tls, ...(jwt && { jwt }) };
}
