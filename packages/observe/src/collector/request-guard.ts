import type { IncomingMessage } from 'node:http';

/** Why a request is not served: an HTTP status and a sentence. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GuardRules {
  readonly path: string;
  readonly contentTypes: readonly string[];
  /** Names beside loopback's own that a Host header may carry, e.g. the collector's Service names. */
  readonly hosts: readonly string[];
}

/**
 * Decides by its head whether a request may reach the collector.
 *
 * Any page that is open in a browser can send requests to loopback. It cannot leave out `Origin` on a POST
 * (Fetch standard, "append a request Origin header"), and a name rebound to 127.0.0.1 stays visible in
 * `Host`; no exporter sends an Origin.
 */
export function guardRequest(request: IncomingMessage, rules: GuardRules): Refusal | undefined {
  const { host, origin } = request.headers;
  if (origin !== undefined) return { status: 403, message: 'requests from web pages are refused' };
  if (!isAllowedHost(host, rules.hosts))
    return { status: 403, message: `host "${host ?? ''}" is not this collector` };
  if (request.url?.split('?')[0] !== rules.path) {
    return { status: 404, message: `spans are taken at ${rules.path}` };
  }
  if (request.method !== 'POST') {
    return { status: 405, message: 'send spans by POST', headers: { allow: 'POST' } };
  }
  if (!rules.contentTypes.includes(mediaType(request))) {
    return { status: 415, message: `send ${rules.contentTypes.join(' or ')}` };
  }
  return undefined;
}

/** The request's media type without parameters, lower case; empty when there is none. */
export function mediaType(request: IncomingMessage): string {
  return request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
}

function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  // Envoy's Zipkin tracer sends its cluster's name, `outbound|9411||HOSTNAME`, where no hostname is set.
  const name = host?.split('|').at(-1)?.replace(/:\d+$/, '').toLowerCase() ?? '';
  return isLoopback(name) || allowed.includes(name);
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name);
}
