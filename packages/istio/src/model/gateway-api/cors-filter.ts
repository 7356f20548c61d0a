import type { CorsFilter } from '../../resources/gateway-api-types.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import { escapeRegex } from '../re2.ts';

type CorsPolicy = NonNullable<HttpRoute['corsPolicy']>;
type Origin = NonNullable<CorsPolicy['allowOrigins']>[number];

/** The CRD's default, in seconds. */
const MAX_AGE = 5;

/** Any origin, but nothing that is no origin (RFC 6454). */
const ANY_ORIGIN = '^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s?#]+$';

/** The CORS filter as Istio's policy (istio conversion.go, `createCorsFilter`). */
export function convertCors(filter: CorsFilter): CorsPolicy {
  const {
    allowOrigins,
    allowCredentials,
    allowMethods,
    allowHeaders,
    exposeHeaders,
    maxAge = MAX_AGE,
  } = filter;
  return {
    ...(allowOrigins?.length && { allowOrigins: allowOrigins.filter(Boolean).map(convertOrigin) }),
    ...(allowCredentials && { allowCredentials }),
    ...(allowMethods?.length && { allowMethods: [...allowMethods] }),
    ...(allowHeaders?.length && { allowHeaders: [...allowHeaders] }),
    ...(exposeHeaders?.length && { exposeHeaders: [...exposeHeaders] }),
    ...(maxAge > 0 && { maxAge: `${maxAge}s` }),
    unmatchedPreflights: 'IGNORE',
  };
}

function convertOrigin(origin: string): Origin {
  if (origin === '*') return { regex: ANY_ORIGIN };
  if (!origin.includes('*')) return { exact: origin };
  if (origin.indexOf('*') === origin.length - 1) return { prefix: origin.slice(0, -1) };
  return { regex: `^${escapeRegex(origin).replaceAll('\\*', '.*')}$` };
}
