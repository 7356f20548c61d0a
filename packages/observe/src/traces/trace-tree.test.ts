import { expect, test } from 'vitest';
import { makeSpan } from '../testing/make-span.ts';
import { traceLines } from './trace-lines.ts';
import { type SpanNode, traceTree } from './trace-tree.ts';

/** `a(b c(d))`: names of the spans as they hang together. */
function outline(nodes: readonly SpanNode[]): string {
  return nodes
    .map(({ span, children }) => span.name + (children.length > 0 ? `(${outline(children)})` : ''))
    .join(' ');
}

const span = (spanId: string, parentSpanId?: string, fields = {}) =>
  makeSpan({ spanId, name: spanId, ...(parentSpanId && { parentSpanId }), ...fields });

test('puts spans under their parents, by start time, whatever order they came in', () => {
  const spans = [
    span('d', 'c', { startMicros: 1_000_030 }),
    span('c', 'a', { startMicros: 1_000_020 }),
    span('b', 'a', { startMicros: 1_000_010 }),
    span('a'),
  ];
  const tree = traceTree('1', spans);
  expect(outline(tree.roots)).toBe('a(b c(d))');
  expect(tree).toMatchObject({ orphans: [], duplicates: [] });
});

test("takes the gateway's parent for the caller's own, and any other unknown parent for a loss", () => {
  const tree = traceTree('1', [span('a', 'f', { source: 'gateway' }), span('b', 'a'), span('c', 'e')]);
  expect(outline(tree.roots)).toBe('a(b) c');
  expect(tree.orphans).toEqual(['000000000000000c']);
});

test('shows spans of the same id once each', () => {
  const tree = traceTree('1', [span('a'), span('b', 'a'), span('b', 'a', { name: 'again' }), span('c', 'b')]);
  expect(outline(tree.roots)).toBe('a(b(c) again)');
  expect(tree.duplicates).toEqual(['000000000000000b']);
});

test('shows spans that are their own ancestors', () => {
  expect(outline(traceTree('1', [span('a', 'b'), span('b', 'a')]).roots)).toBe('a(b)');
  expect(outline(traceTree('1', [span('a', 'a')]).roots)).toBe('a');
});

test('lays a tree out in lines with branches and bars', () => {
  const tree = traceTree('1', [
    span('a', undefined, { durationMicros: 400 }),
    span('b', 'a', { startMicros: 1_000_100, durationMicros: 200 }),
    span('c', 'b', { startMicros: 1_000_100, durationMicros: 100 }),
    span('d', 'a', { startMicros: 1_000_300, durationMicros: 100 }),
  ]);
  expect(traceLines(tree).map((line) => [line.branch + line.span.name, line.offsetMicros, line.bar])).toEqual(
    [
      ['a', 0, [0, 1]],
      ['├ b', 100, [0.25, 0.75]],
      ['│└ c', 100, [0.25, 0.5]],
      ['└ d', 300, [0.75, 1]],
    ],
  );
});
