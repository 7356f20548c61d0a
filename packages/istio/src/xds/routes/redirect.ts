import type { Redirect } from '../../model/http-route.ts';
import type { RedirectAction } from '../types.ts';

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
export function redirectAction(redirect: Redirect, port: number, isTls: boolean): RedirectAction | undefined {
  const responseCode = RESPONSE_CODES[redirect.code];
  if (!responseCode) return undefined;
  const portRedirect = redirectPort(redirect, port, isTls);
  return {
    hostRedirect: redirect.authority ? redirect.authority : undefined,
    pathRedirect: redirect.path ? redirect.path : undefined,
    prefixRewrite: redirect.prefix !== undefined ? redirect.prefix : undefined,
    schemeRedirect: redirect.scheme ? redirect.scheme : undefined,
    portRedirect: portRedirect ? portRedirect : undefined,
    responseCode,
  };
}

/** A scheme's own port is not written out. */
function redirectPort(redirect: Redirect, port: number, isTls: boolean): number | undefined {
  const asked = redirect.keepsPort ? port : redirect.port;
  const scheme = redirect.scheme || (isTls ? 'https' : 'http');
  return asked === (scheme === 'https' ? 443 : 80) && /^https?$/.test(scheme) ? undefined : asked;
}
