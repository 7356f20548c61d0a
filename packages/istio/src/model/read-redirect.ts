import type { HttpRoute } from '../resources/istio-types.ts';
import { PREFIX_REDIRECT } from './gateway-api/redirect-and-rewrite.ts';
import type { Redirect } from './http-route.ts';
import { setFields } from './set-fields.ts';
import type { VirtualService } from './virtual-service-types.ts';

const MOVED_PERMANENTLY = 301;

/** Istio's HTTPRedirect. */
export function readRedirect(
  written: NonNullable<HttpRoute['redirect']>,
  semantics: VirtualService['semantics'],
): Redirect {
  const { uri, redirectCode, scheme, authority, port, derivePort } = written;
  const isPrefix = semantics === 'gateway-api' && uri?.startsWith(PREFIX_REDIRECT);
  return setFields<Redirect>({
    code: redirectCode || MOVED_PERMANENTLY,
    scheme: scheme || undefined,
    authority: authority || undefined,
    path: isPrefix ? undefined : uri || undefined,
    prefix: isPrefix ? uri?.slice(PREFIX_REDIRECT.length) : undefined,
    port,
    keepsPort: derivePort === 'FROM_REQUEST_PORT',
  });
}
