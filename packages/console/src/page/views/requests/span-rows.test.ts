import type { Span, SpanNode, TraceTree } from '@lab/observe';
import { expect, test } from 'vitest';
import { spanRows } from './span-rows.ts';

const span = (spanId: string, startMicros: number, durationMicros: number): Span => ({
  ...{ traceId: 't', spanId, name: spanId, kind: 'server', service: 's', source: 'app' },
  ...{ startMicros, durationMicros, status: 'unset', attributes: {} },
});
const node = (one: Span, ...children: SpanNode[]): SpanNode => ({ span: one, children });
const tree = (roots: SpanNode[], part: Partial<TraceTree> = {}): TraceTree => ({
  ...{ traceId: 't', roots, orphans: [], duplicates: [] },
  ...part,
});

test('rows follow the tree, with bars in the time of the whole trace', () => {
  const rows = spanRows(
    tree([node(span('a', 1_000, 10_000), node(span('b', 3_000, 4_000), node(span('c', 4_000, 2_000))))]),
  );
  expect(rows.map(({ span: { spanId }, level, hasChildren }) => [spanId, level, hasChildren])).toEqual([
    ['a', 1, true],
    ['b', 2, true],
    ['c', 3, false],
  ]);
  expect(rows.map(({ bar }) => bar)).toEqual([
    [0, 1],
    [0.2, 0.6],
    [0.3, 0.5],
  ]);
});

test('marks orphans, spans with the same id, and clocks that differ', () => {
  const rows = spanRows(
    tree(
      [
        node(span('a', 5_000, 9_000), node(span('b', 2_000, 3_000)), node(span('b', 6_000, 100))),
        node(span('x', 5_000, 1)),
      ],
      {
        orphans: ['x'],
        duplicates: ['b'],
      },
    ),
  );
  expect(rows.map(({ isOrphan }) => isOrphan)).toEqual([false, false, false, true]);
  expect(rows.map(({ isDuplicate }) => isDuplicate)).toEqual([false, true, true, false]);
  expect(rows.map(({ skewMicros }) => skewMicros)).toEqual([0, 3_000, 0, 0]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(4);
});

test('half a millisecond is no clock that differs', () => {
  const rows = spanRows(tree([node(span('a', 5_000, 9_000), node(span('b', 4_500, 3_000)))]));
  expect(rows[1]?.skewMicros).toBe(0);
});

test('a row keeps its id when a span that came in late is before it', () => {
  const [a, b, late] = [span('a', 0, 9_000), span('b', 5_000, 1_000), span('late', 1_000, 1_000)];
  const before = spanRows(tree([node(a, node(b))]));
  const after = spanRows(tree([node(a, node(late), node(b))]));
  expect(after.map(({ id }) => id).filter((id) => before.some((row) => row.id === id))).toHaveLength(2);
});
