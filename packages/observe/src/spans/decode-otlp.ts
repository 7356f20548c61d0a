import type { AttributeValue, DecodedSpans, Span, SpanKind } from './span.ts';
import { parseSpanId, parseTraceId } from './span-id.ts';
import { spanOrigin } from './span-origin.ts';

/** SpanKind of opentelemetry-proto, by number; JSON may carry the number or the name. */
const kinds: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];

interface KeyValue {
  readonly key: string;
  readonly value?: Readonly<Record<string, unknown>>;
}

interface OtlpSpan {
  readonly traceId?: unknown;
  readonly spanId?: unknown;
  readonly parentSpanId?: unknown;
  readonly name?: string;
  readonly kind?: number | string;
  readonly startTimeUnixNano?: string | number;
  readonly endTimeUnixNano?: string | number;
  readonly attributes?: readonly KeyValue[];
  readonly status?: { readonly code?: number | string };
}

interface OtlpRequest {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly KeyValue[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[];
  }[];
}

/**
 * Reads an ExportTraceServiceRequest in OTLP's JSON form (the binary form is brought into it first).
 * A span without valid ids or times is rejected by itself, the others count.
 *
 * @throws TypeError when the request does not have the message's shape.
 */
export function decodeOtlp(request: unknown): DecodedSpans {
  const spans: Span[] = [];
  const rejected: string[] = [];
  for (const { resource, scopeSpans = [] } of (request as OtlpRequest).resourceSpans ?? []) {
    const shared = readAttributes(resource?.attributes);
    for (const span of scopeSpans.flatMap((scope) => scope.spans ?? [])) {
      const read = readSpan(span, shared);
      if (typeof read === 'string') rejected.push(read);
      else spans.push(read);
    }
  }
  return { spans, rejected };
}

function readSpan(span: OtlpSpan, shared: Record<string, AttributeValue>): Span | string {
  const traceId = parseTraceId(span.traceId);
  const spanId = parseSpanId(span.spanId);
  if (!traceId || !spanId) return `span "${span.name ?? ''}" has no valid trace id and span id`;
  const start = micros(span.startTimeUnixNano);
  const end = micros(span.endTimeUnixNano);
  if (start === undefined || end === undefined) return `span ${spanId} has no valid start and end time`;
  const parentSpanId = parseSpanId(span.parentSpanId);
  const own = readAttributes(span.attributes);
  return {
    traceId,
    spanId,
    ...(parentSpanId && { parentSpanId }),
    name: span.name ?? '',
    kind: readKind(span.kind),
    ...spanOrigin({ ...shared, ...own }, String(shared['service.name'] ?? '')),
    startMicros: start,
    durationMicros: Math.max(0, end - start),
    status: readStatus(span.status?.code),
    attributes: own,
  };
}

function readAttributes(list: readonly KeyValue[] = []): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const { key, value = {} } of list) {
    const { stringValue, boolValue, intValue, doubleValue } = value;
    if (intValue !== undefined) attributes[key] = Number(intValue);
    else {
      const scalar = stringValue ?? boolValue ?? doubleValue;
      if (isScalar(scalar)) attributes[key] = scalar;
    }
  }
  return attributes;
}

function isScalar(value: unknown): value is AttributeValue {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
}

/** Nanoseconds as a decimal string or number, in microseconds; undefined for 0 and for what is no number. */
function micros(nanos: string | number | undefined): number | undefined {
  const text = String(nanos ?? '');
  if (!/^\d+$/.test(text) || /^0+$/.test(text)) return undefined;
  return Number(BigInt(text) / 1000n);
}

function readKind(kind: number | string = 0): SpanKind {
  if (typeof kind === 'number') return kinds[kind] ?? 'internal';
  const name = kind.replace('SPAN_KIND_', '').toLowerCase();
  return kinds.find((known) => known === name) ?? 'internal';
}

function readStatus(code: number | string = 0): Span['status'] {
  if (code === 2 || code === 'STATUS_CODE_ERROR') return 'error';
  return code === 1 || code === 'STATUS_CODE_OK' ? 'ok' : 'unset';
}
