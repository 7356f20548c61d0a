import { parseClusterName } from '@lab/istio';
import { summarizeTraces } from '@lab/mesh-client';
import { type Span, type SpanNode, traceTree } from '@lab/observe';
import type { Places } from '../feed/places.ts';
import { edgeId } from '../picture/edges.ts';
import { OUTSIDE_NODE } from '../picture/nodes.ts';
import type { RequestHop, RequestRow } from '../protocol.ts';

/** The request of a trace, as `./lab trace --list` sums it up; undefined without spans. */
export function traceRow(traceId: string, spans: readonly Span[], places: Places): RequestRow | undefined {
  const [summary] = summarizeTraces([[traceId, spans]]);
  const { roots } = traceTree(traceId, spans);
  const root = roots[0]?.span;
  if (!summary || !root) return undefined;
  const all = roots.flatMap(nodesBelow);
  const entry = podOf(root) ?? all.map(({ span }) => podOf(span)).find((pod) => pod !== undefined);
  const { 'http.method': method, 'http.url': url } = root.attributes;
  const target = URL.canParse(String(url)) ? new URL(String(url)) : undefined;
  return {
    ...{ id: traceId, traceId, at: root.startMicros / 1_000, entry: entry ?? root.service },
    from: (entry === undefined ? undefined : places.pod(entry)?.node) ?? OUTSIDE_NODE,
    ...(typeof method === 'string' && { method }),
    ...(target && { host: target.host, path: target.pathname }),
    ...{ status: summary.status ?? 0, flags: flagsOf(root), failed: summary.failed },
    durationMs: summary.durationMs,
    hops: all.flatMap((node) => hopOf(node, places)),
  };
}

function nodesBelow(node: SpanNode): SpanNode[] {
  return [node, ...node.children.flatMap(nodesBelow)];
}

/** `NAMESPACE/NAME` of the pod whose proxy reported a span: Envoy's node id is `TYPE~IP~POD.NAMESPACE~DOMAIN`. */
function podOf({ attributes }: Span): string | undefined {
  const [, pod, namespace] = /^[^~]*~[^~]*~(.+)\.([^.~]+)~/.exec(String(attributes.node_id ?? '')) ?? [];
  return pod === undefined ? undefined : `${namespace}/${pod}`;
}

function flagsOf({ attributes }: Span): string[] {
  return String(attributes.response_flags ?? '-')
    .split(',')
    .filter((flag) => flag !== '' && flag !== '-');
}

/** The call that a span of a caller's proxy stands for: of a gateway, or of a sidecar's outbound side. */
function hopOf(node: SpanNode, places: Places): RequestHop[] {
  const { span } = node;
  const caller = podOf(span);
  if (span.source === 'app' || caller === undefined) return [];
  if (span.source === 'sidecar' && span.kind !== 'client') return [];
  const from = places.pod(caller);
  const answering = answeringPod(node);
  const called = answering === undefined ? undefined : places.pod(answering);
  const to = called?.node ?? hostOf(span, places);
  if (!from || to === undefined || to === from.node) return [];
  return [
    {
      ...{ edge: edgeId(from.node, to), pod: caller, ...(called && { version: called.version }) },
      ...{ status: Number(span.attributes['http.status_code'] ?? 0), flags: flagsOf(span) },
      durationMs: span.durationMicros / 1_000,
    },
  ];
}

/** The pod whose sidecar took the call, the last one of those that were tried. */
function answeringPod({ children }: SpanNode): string | undefined {
  for (const child of children.toReversed()) {
    const { span } = child;
    const isInbound = span.source === 'sidecar' && span.kind === 'server';
    const found = isInbound ? podOf(span) : answeringPod(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function hostOf({ attributes }: Span, places: Places): string | undefined {
  const { 'upstream_cluster.name': name, upstream_cluster: cluster } = attributes;
  const hostname = [name, cluster].flatMap((text) => parseClusterName(String(text))?.hostname ?? [])[0];
  return hostname === undefined ? undefined : places.host(hostname);
}
