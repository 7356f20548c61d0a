import type { Span } from '../spans/span.ts';

/** A span for a test, from the few fields that matter there; ids are padded to their full length. */
export function makeSpan(fields: Partial<Span> & { readonly spanId: string }): Span {
  const { spanId, parentSpanId, traceId = '1', ...others } = fields;
  return {
    name: 'span',
    kind: 'server',
    service: 'backend',
    source: 'app',
    startMicros: 1_000_000,
    durationMicros: 100,
    status: 'unset',
    attributes: {},
    ...others,
    traceId: traceId.padStart(32, '0'),
    spanId: spanId.padStart(16, '0'),
    ...(parentSpanId && { parentSpanId: parentSpanId.padStart(16, '0') }),
  };
}
