import type { HttpRoute } from '../resources/istio-types.ts';
import { readDuration } from './duration.ts';
import type { CorsPolicy } from './http-route.ts';
import { setFields } from './set-fields.ts';

/** Istio's CorsPolicy; the older list of origins counts where the newer is not set. */
export function readCorsPolicy(written: NonNullable<HttpRoute['corsPolicy']>): CorsPolicy {
  return setFields<CorsPolicy>({
    allowOrigins: written.allowOrigins ?? written.allowOrigin?.map((exact) => ({ exact })) ?? [],
    allowMethods: written.allowMethods ?? [],
    allowHeaders: written.allowHeaders ?? [],
    exposeHeaders: written.exposeHeaders ?? [],
    maxAge: readDuration(written.maxAge),
    allowCredentials: written.allowCredentials,
    forwardsUnmatchedPreflights: written.unmatchedPreflights !== 'IGNORE',
  });
}
