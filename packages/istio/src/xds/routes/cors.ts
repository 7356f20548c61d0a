import { parseDuration } from '../../model/duration.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { Typed } from '../types.ts';
import { toStringMatcher } from './string-match.ts';

type Cors = NonNullable<HttpRoute['corsPolicy']>;

export const CORS_FILTER = 'envoy.filters.http.cors';

/** Istio's CorsPolicy as the CORS filter's settings for one route (envoy CorsPolicy). */
export function corsConfig(cors: Cors): Typed<'envoy.extensions.filters.http.cors.v3.CorsPolicy'> {
  const origins =
    cors.allowOrigins?.map(toStringMatcher) ?? cors.allowOrigin?.map((exact) => ({ exact })) ?? [];
  const maxAge = cors.maxAge === undefined ? undefined : parseDuration(cors.maxAge);
  return {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy',
    // Istio keeps the behaviour from before Envoy 1.30: a preflight that matches no origin goes on upstream.
    forwardNotMatchingPreflights: cors.unmatchedPreflights !== 'IGNORE',
    filterEnabled: { defaultValue: { numerator: 100 } },
    allowOriginStringMatch: origins.flatMap((origin) => origin ?? []),
    ...(cors.allowCredentials !== undefined && { allowCredentials: cors.allowCredentials }),
    ...(cors.allowHeaders?.length && { allowHeaders: cors.allowHeaders.join(',') }),
    ...(cors.allowMethods?.length && { allowMethods: cors.allowMethods.join(',') }),
    ...(cors.exposeHeaders?.length && { exposeHeaders: cors.exposeHeaders.join(',') }),
    ...(maxAge !== undefined && { maxAge: String(Math.floor(maxAge / 1000)) }),
  };
}
