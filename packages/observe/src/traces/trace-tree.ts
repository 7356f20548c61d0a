import type { Span } from '../spans/span.ts';

export interface SpanNode {
  readonly span: Span;
  /** By start time, parents of equal time first. */
  readonly children: readonly SpanNode[];
}

/** A trace put together from its spans, and what does not fit in it. */
export interface TraceTree {
  readonly traceId: string;
  /** Spans without a parent in this trace, by start time: one in a trace that is whole. */
  readonly roots: readonly SpanNode[];
  /**
   * Ids of spans that name a parent which nobody reported. The gateway's is not among them: its parent is the
   * caller's own span, which the caller sent in a header and keeps elsewhere.
   */
  readonly orphans: readonly string[];
  /** Ids that more than one span carries. */
  readonly duplicates: readonly string[];
}

/** Puts the spans of one trace together; every span is in the tree once, also orphans and duplicates. */
export function traceTree(traceId: string, spans: readonly Span[]): TraceTree {
  const ordered = spans.toSorted((a, b) => a.startMicros - b.startMicros);
  const known = new Set(ordered.map((span) => span.spanId));
  const hasParent = (span: Span) =>
    span.parentSpanId !== undefined && span.parentSpanId !== span.spanId && known.has(span.parentSpanId);
  const byParent = Map.groupBy(ordered.filter(hasParent), (span) => span.parentSpanId as string);
  const reached = new Set<Span>();
  const tops = ordered.filter((span) => !hasParent(span));
  const roots = tops.map((span) => grow(span, byParent, reached));
  // Spans that are each other's parents hang on no root; the earliest of each loop stands in for one.
  for (const span of ordered) if (!reached.has(span)) roots.push(grow(span, byParent, reached));
  return { traceId, roots, orphans: orphanIds(tops), duplicates: duplicateIds(ordered) };
}

function grow(span: Span, byParent: ReadonlyMap<string, readonly Span[]>, reached: Set<Span>): SpanNode {
  reached.add(span);
  const children: SpanNode[] = [];
  for (const child of byParent.get(span.spanId) ?? []) {
    if (!reached.has(child)) children.push(grow(child, byParent, reached));
  }
  return { span, children };
}

function orphanIds(tops: readonly Span[]): string[] {
  return tops.filter((span) => span.parentSpanId && span.source !== 'gateway').map((span) => span.spanId);
}

function duplicateIds(spans: readonly Span[]): string[] {
  const groups = Map.groupBy(spans, (span) => span.spanId);
  return [...groups].filter(([, same]) => same.length > 1).map(([id]) => id);
}
