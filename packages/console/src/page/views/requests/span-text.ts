import type { AttributeValue, Span } from '@lab/observe';

/** Who reported a span, in words. */
export const SOURCES = { app: 'application', sidecar: 'sidecar', gateway: 'gateway' } as const;

/** The status of the response, by the old or the new name of the attribute; undefined without one. */
export function statusOf({ attributes }: Span): number | undefined {
  const code = Number(attributes['http.response.status_code'] ?? attributes['http.status_code']);
  return code > 0 ? code : undefined;
}

/** Whether the span stands for something that did not work, the caller's mistakes (4xx) among it. */
export function isFailed(span: Span): boolean {
  return span.status === 'error' || (statusOf(span) ?? 0) >= 400;
}

/** Envoy's response flags on a span. */
export function flagsOf({ attributes }: Span): string[] {
  const flags = attributes.response_flags;
  return typeof flags === 'string' && flags !== '-' ? flags.split(',') : [];
}

/** An attribute's value as text; of a list or a map its JSON. A list of one is that one: OpenTelemetry has headers so. */
export function valueText(value: AttributeValue): string {
  const [only, ...others] = Array.isArray(value) ? value : [value];
  const shown = others.length === 0 && only !== undefined ? only : value;
  return typeof shown === 'string' ? shown : JSON.stringify(shown);
}

/** How OpenTelemetry calls a header that came with a request (semantic conventions, `http.request.header.<key>`). */
const HEADER = 'http.request.header.';

/** A header of the request that the span stands for, where its application reported it. */
export function headerOf({ attributes }: Span, name: string): string | undefined {
  const value = attributes[`${HEADER}${name}`];
  return value === undefined ? undefined : valueText(value);
}

/** `to backend-service.backend canary` of a span that Envoy named after its cluster; others as they are named. */
export function spanTitle({ name, source, kind, attributes }: Span): string {
  if (source !== 'app') {
    const [, , subset, host] = /outbound\|([^|]*)\|([^|]*)\|([^;\s]+)/.exec(name) ?? [];
    return host === undefined ? name : ['to', host.split('.').slice(0, 2).join('.'), subset].join(' ').trim();
  }
  if (name.includes(' ')) return name;
  const target =
    kind === 'client'
      ? String(attributes['url.full'] ?? '').replace(/^\w+:\/\//, '')
      : attributes['url.path'];
  return [name, target].filter(Boolean).join(' ');
}

/** Attributes that say how a request was steered and where it went: shown first. */
const STEERING =
  /^http\.request\.header\.|x-request-id|upstream_cluster|route|response_flags|http\.url|url\.full/i;

/** Attributes in the order in which they help: what steers, then the rest by name. */
export function orderedAttributes({ attributes }: Span): (readonly [name: string, text: string])[] {
  const entries = Object.entries(attributes).map(([name, value]) => [name, valueText(value)] as const);
  const rank = (name: string) => (STEERING.test(name) ? 0 : 1);
  return entries.sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
