import type { Span, SpanNode, TraceTree } from '@lab/observe';
import type { TreeRow } from './tree-grid.ts';

/** A span as a row of the tree grid. */
export interface SpanRow extends TreeRow {
  readonly span: Span;
  /** Microseconds after the trace's first span began. */
  readonly offsetMicros: number;
  /** Start and end of its bar as parts of the whole, 0 to 1. */
  readonly bar: readonly [start: number, end: number];
  /** It names a parent that nobody reported. */
  readonly isOrphan: boolean;
  /** Another span has the same id. */
  readonly isDuplicate: boolean;
  /** Microseconds by which it begins before the span that called it: their clocks differ. 0 where they agree. */
  readonly skewMicros: number;
}

/** Microseconds by which a child may seem to be outside of its parent without a word: clocks count in such steps. */
const TOLERANCE = 1_000;

/** The spans of a trace row by row, depth first; ids are unique even where spans share one. */
export function spanRows(tree: TraceTree): SpanRow[] {
  const spans = tree.roots.flatMap(allSpans);
  const start = Math.min(...spans.map(({ startMicros }) => startMicros));
  const end = Math.max(...spans.map(endOf));
  const length = Math.max(1, end - start);
  const rows: SpanRow[] = [];
  const seen = new Map<string, number>();
  // It stays the same when more spans of the trace come in: a row keeps the focus, and stays closed.
  const idOf = (spanId: string) => {
    const before = seen.get(spanId) ?? 0;
    seen.set(spanId, before + 1);
    return before === 0 ? spanId : `${spanId}-${before}`;
  };
  const visit = ({ span, children }: SpanNode, level: number, parent: Span | undefined) => {
    const offsetMicros = span.startMicros - start;
    rows.push({
      ...{ id: idOf(span.spanId), level, hasChildren: children.length > 0, span, offsetMicros },
      bar: [offsetMicros / length, (endOf(span) - start) / length],
      isOrphan: tree.orphans.includes(span.spanId),
      isDuplicate: tree.duplicates.includes(span.spanId),
      skewMicros: skewOf(span, parent),
    });
    for (const child of children) visit(child, level + 1, span);
  };
  for (const root of tree.roots) visit(root, 1, undefined);
  return rows;
}

/** A child cannot begin before the parent that called it. */
function skewOf(span: Span, parent: Span | undefined): number {
  const early = parent ? parent.startMicros - span.startMicros : 0;
  return early > TOLERANCE ? early : 0;
}

function endOf({ startMicros, durationMicros }: Span): number {
  return startMicros + durationMicros;
}

function allSpans({ span, children }: SpanNode): Span[] {
  return [span, ...children.flatMap(allSpans)];
}
