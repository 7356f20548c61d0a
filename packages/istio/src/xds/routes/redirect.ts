import { PREFIX_REDIRECT } from '../../model/gateway-api/redirect-and-rewrite.ts';
import type { VirtualService } from '../../model/virtual-service-types.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { RedirectAction } from '../types.ts';

type Redirect = NonNullable<HttpRoute['redirect']>;

const RESPONSE_CODES: Readonly<Record<number, RedirectAction['responseCode']>> = {
  301: 'MOVED_PERMANENTLY',
  302: 'FOUND',
  303: 'SEE_OTHER',
  307: 'TEMPORARY_REDIRECT',
  308: 'PERMANENT_REDIRECT',
};

/**
 * Istio's HTTPRedirect as Envoy's RedirectAction. `port` is the one the request came to, which Envoy cannot know
 * by itself. Undefined for a status code that Envoy cannot send; validation reports that one.
 */
export function redirectAction(
  redirect: Redirect,
  port: number,
  isTls: boolean,
  semantics: VirtualService['semantics'],
): RedirectAction | undefined {
  const responseCode = RESPONSE_CODES[redirect.redirectCode || 301];
  if (!responseCode) return undefined;
  const portRedirect = redirectPort(redirect, port, isTls);
  return {
    ...(redirect.authority && { hostRedirect: redirect.authority }),
    ...(redirect.uri && pathRewrite(redirect.uri, semantics)),
    ...(redirect.scheme && { schemeRedirect: redirect.scheme }),
    ...(portRedirect && { portRedirect }),
    responseCode,
  };
}

function pathRewrite(uri: string, semantics: VirtualService['semantics']): RedirectAction {
  const isPrefix = semantics === 'gateway-api' && uri.startsWith(PREFIX_REDIRECT);
  return isPrefix ? { prefixRewrite: uri.slice(PREFIX_REDIRECT.length) } : { pathRedirect: uri };
}

/** A scheme's own port is not written out. */
function redirectPort(redirect: Redirect, port: number, isTls: boolean): number | undefined {
  const asked = redirect.derivePort === 'FROM_REQUEST_PORT' ? port : redirect.port;
  const scheme = redirect.scheme || (isTls ? 'https' : 'http');
  return asked === (scheme === 'https' ? 443 : 80) && /^https?$/.test(scheme) ? undefined : asked;
}
