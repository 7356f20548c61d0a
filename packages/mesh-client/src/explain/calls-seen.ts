import type { journey } from '@lab/istio';
import { type Span, type SpanNode, traceTree } from '@lab/observe';

/** Calls that applications were seen to make, by {@link callsKey}. Plain JSON. */
export type CallsSeen = Readonly<Record<string, readonly journey.NextCall[]>>;

/** What is known of a request at a service: calls for the same one are the same. */
export interface SeenRequest {
  /** Canonical name of the service whose application got it. */
  readonly service: string;
  readonly method: string;
  /** With or without a query, which does not count. */
  readonly path: string;
}

export function callsKey({ service, method, path }: SeenRequest): string {
  return `${service} ${method} ${path.split('?', 1)[0]}`;
}

/**
 * Which calls applications made for which requests, read off the spans of their sidecars.
 *
 * @param traces the newest first: of traces of the same request the first counts that has calls
 */
export function callsSeen(traces: readonly (readonly Span[])[]): CallsSeen {
  const seen: Record<string, readonly journey.NextCall[]> = {};
  for (const spans of traces) {
    for (const node of traceTree('', spans).roots.flatMap(all)) {
      const key = serverKey(node.span);
      if (key === undefined || (seen[key]?.length ?? 0) > 0) continue;
      seen[key] = unique(node.children.flatMap((child) => callsBelow(child, node.span.service)));
    }
  }
  return seen;
}

function all(node: SpanNode): SpanNode[] {
  return [node, ...node.children.flatMap(all)];
}

function serverKey(span: Span): string | undefined {
  if (span.source !== 'sidecar' || span.kind !== 'server') return undefined;
  const call = callOf(span);
  return call && callsKey({ service: span.service, method: call.method, path: new URL(call.url).pathname });
}

/** The calls of one application: those below another service's proxy are that one's. */
function callsBelow({ span, children }: SpanNode, service: string): journey.NextCall[] {
  if (span.service !== service) return [];
  const own = span.source === 'sidecar' && span.kind === 'client' ? callOf(span) : undefined;
  return own ? [own] : children.flatMap((child) => callsBelow(child, service));
}

/** Method and URL of a proxy's span, without the query. */
function callOf({ attributes }: Span): journey.NextCall | undefined {
  const { 'http.method': method, 'http.url': url } = attributes;
  if (typeof method !== 'string' || typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return { method, url: `${origin}${pathname}` };
}

function unique(calls: readonly journey.NextCall[]): journey.NextCall[] {
  return [...new Map(calls.map((call) => [`${call.method} ${call.url}`, call])).values()];
}
