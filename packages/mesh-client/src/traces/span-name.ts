import { parseClusterName } from '@lab/istio';
import type { AttributeValue, Span } from '@lab/observe';

/**
 * A span's name as a person reads it. Of a gateway's own client span the name is its cluster's, which becomes the
 * host and the subset; a name that is only a method (OpenTelemetry's, where no route is known) gets the path.
 */
export function spanName({ name, source, kind, attributes }: Span): string {
  if (source !== 'app') return clusterText(name) ?? name;
  if (name.includes(' ')) return name;
  return [name, kind === 'client' ? target(attributes['url.full']) : attributes['url.path']]
    .filter(Boolean)
    .join(' ');
}

/** Envoy names the span after the cluster, with its alternative name for statistics after a semicolon. */
function clusterText(name: string): string | undefined {
  const cluster = parseClusterName(/outbound\|[^;\s]+/.exec(name)?.[0] ?? '');
  if (!cluster) return undefined;
  return ['to', cluster.hostname.split('.').slice(0, 2).join('.'), cluster.subset].join(' ').trim();
}

/** The status of the response, by the old or the new name of the attribute; undefined without one. */
export function statusCode({ attributes }: Span): number | undefined {
  const code = attributes['http.response.status_code'] ?? attributes['http.status_code'];
  // Envoy writes 0 for a request that got no response.
  return Number(code) > 0 ? Number(code) : undefined;
}

/** Whether the span stands for something that did not work, the caller's mistakes (4xx) among it. */
export function failed(span: Span): boolean {
  return span.status === 'error' || (statusCode(span) ?? 0) >= 400;
}

function target(url: AttributeValue | undefined): string {
  return String(url ?? '').replace(/^\w+:\/\//, '');
}
