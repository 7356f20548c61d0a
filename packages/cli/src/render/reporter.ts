import type { Span } from '@lab/observe';

/** Who reported a span and which side of a call it is: Istio's words for a sidecar, OpenTelemetry's for an app. */
export function reporter({ source, kind }: Span): string {
  if (source === 'app') return `app ${kind}`;
  return `${source} ${kind === 'server' ? 'inbound' : 'outbound'}`;
}
