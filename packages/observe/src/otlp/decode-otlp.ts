import type { AttributeValue, DecodedSpans, Span, SpanKind } from '../spans/span.ts';
import { parseSpanId, parseTraceId } from '../spans/span-id.ts';
import { spanOrigin } from '../spans/span-origin.ts';
import type * as otlp from './generated/messages.ts';
import { readAttributes } from './otlp-attributes.ts';

/** SpanKind of opentelemetry-proto, by number. */
const kinds: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
/** StatusCode of opentelemetry-proto, by number. */
const states: readonly Span['status'][] = ['unset', 'ok', 'error'];

/** The spans of a request. A span without valid ids or times is rejected by itself, the others count. */
export function decodeOtlp({ resourceSpans }: otlp.ExportTraceServiceRequest): DecodedSpans {
  const spans: Span[] = [];
  const rejected: string[] = [];
  for (const { resource, scopeSpans } of resourceSpans) {
    const shared = readAttributes(resource?.attributes);
    for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
      const read = readSpan(span, shared);
      if (typeof read === 'string') rejected.push(read);
      else spans.push(read);
    }
  }
  return { spans, rejected };
}

function readSpan(span: otlp.Span, shared: Record<string, AttributeValue>): Span | string {
  const traceId = parseTraceId(hex(span.traceId));
  const spanId = parseSpanId(hex(span.spanId));
  if (!traceId || !spanId) return `span "${span.name}" has no valid trace id and span id`;
  const start = micros(span.startTimeUnixNano);
  const end = micros(span.endTimeUnixNano);
  if (start === 0 || end === 0) return `span ${spanId} has no valid start and end time`;
  const parentSpanId = parseSpanId(hex(span.parentSpanId));
  const own = readAttributes(span.attributes);
  return {
    traceId,
    spanId,
    ...(parentSpanId && { parentSpanId }),
    name: span.name,
    kind: kinds[span.kind] ?? 'internal',
    ...spanOrigin({ ...shared, ...own }, String(shared['service.name'] ?? '')),
    startMicros: start,
    durationMicros: Math.max(0, end - start),
    status: states[span.status?.code ?? 0] ?? 'unset',
    attributes: own,
  };
}

function hex(bytes: Uint8Array): string {
  return bytes.length > 0 ? Buffer.from(bytes).toString('hex') : '';
}

/** Nanoseconds in whole microseconds; 0 for a time that is not set. */
function micros(nanos: otlp.Int64): number {
  return Number(BigInt(nanos.toString()) / 1000n);
}
