import type { Span } from '../spans/span.ts';
import type { SpanNode, TraceTree } from './trace-tree.ts';

/** One line of a trace as it is shown: a span, where it hangs, and where its bar lies. */
export interface TraceLine {
  /** Branches drawn before the span, e.g. `│└ `; empty for a root. */
  readonly branch: string;
  readonly span: Span;
  /** Microseconds after the trace's first span began. */
  readonly offsetMicros: number;
  /** Start and end of the span as parts of the whole trace, 0 to 1. */
  readonly bar: readonly [start: number, end: number];
  readonly orphan: boolean;
  readonly duplicate: boolean;
}

/** Lays a trace out line by line, depth first; the caller adds colours and columns. */
export function traceLines(tree: TraceTree): TraceLine[] {
  const spans = tree.roots.flatMap(allSpans);
  const start = Math.min(...spans.map((span) => span.startMicros));
  const end = Math.max(...spans.map((span) => span.startMicros + span.durationMicros));
  const length = Math.max(1, end - start);
  const lines: TraceLine[] = [];
  const visit = (node: SpanNode, branch: string, indent: string) => {
    const { span } = node;
    const offsetMicros = span.startMicros - start;
    lines.push({
      branch,
      span,
      offsetMicros,
      bar: [offsetMicros / length, (offsetMicros + span.durationMicros) / length],
      orphan: tree.orphans.includes(span.spanId),
      duplicate: tree.duplicates.includes(span.spanId),
    });
    for (const [index, child] of node.children.entries()) {
      const last = index === node.children.length - 1;
      // One column a level: a request over three services is twelve spans deep.
      visit(child, `${indent}${last ? '└ ' : '├ '}`, `${indent}${last ? ' ' : '│'}`);
    }
  };
  for (const root of tree.roots) visit(root, '', '');
  return lines;
}

function allSpans({ span, children }: SpanNode): Span[] {
  return [span, ...children.flatMap(allSpans)];
}
