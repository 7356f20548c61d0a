import type { CorsPolicy } from '../../model/http-route.ts';
import type { Typed } from '../types.ts';
import { toStringMatcher } from './string-match.ts';

/** Istio's CorsPolicy as the CORS filter's settings for one route (envoy CorsPolicy). */
export function corsConfig(cors: CorsPolicy): Typed<'envoy.extensions.filters.http.cors.v3.CorsPolicy'> {
  const { maxAge } = cors;
  return {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy',
    // Istio keeps the behaviour from before Envoy 1.30: a preflight that matches no origin goes on upstream.
    forwardNotMatchingPreflights: cors.forwardsUnmatchedPreflights,
    filterEnabled: { defaultValue: { numerator: 100 } },
    allowOriginStringMatch: cors.allowOrigins.flatMap((origin) => toStringMatcher(origin) ?? []),
    allowCredentials: cors.allowCredentials !== undefined ? cors.allowCredentials : undefined,
    allowHeaders: cors.allowHeaders.length > 0 ? cors.allowHeaders.join(',') : undefined,
    allowMethods: cors.allowMethods.length > 0 ? cors.allowMethods.join(',') : undefined,
    exposeHeaders: cors.exposeHeaders.length > 0 ? cors.exposeHeaders.join(',') : undefined,
    maxAge: maxAge !== undefined ? String(Math.floor(maxAge / 1000)) : undefined,
  };
}
