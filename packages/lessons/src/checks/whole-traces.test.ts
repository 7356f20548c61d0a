import type { Span } from '@lab/observe';
import { expect, it } from 'vitest';
import { breakOf } from './whole-traces.ts';

const span = (service: string, spanId: string, parentSpanId?: string): Span =>
  ({
    traceId: 't',
    service,
    spanId,
    source: 'sidecar',
    startMicros: 1,
    ...(parentSpanId && { parentSpanId }),
  }) as Span;

const whole = [span('frontend', 'a'), span('backend', 'b', 'a'), span('ml', 'c', 'b')];

it('takes one root with a span of each tier for whole', () => {
  expect(breakOf(whole)).toBeUndefined();
});

it.each([
  ['a tier without spans', whole.slice(0, 2), '2 spans, none from ml'],
  ['a second root', [...whole, span('ml', 'd')], '2 roots'],
  [
    'a span whose parent nobody reported',
    [span('frontend', 'a', 'x'), ...whole.slice(1)],
    '1 span without a parent',
  ],
  ['nothing', [], 'no span'],
])('sees %s', (_name, spans, expected) => {
  expect(breakOf(spans)).toBe(expected);
});
