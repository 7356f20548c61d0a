import type { DecodedSpans, Span, SpanKind } from './span.ts';
import { parseSpanId, parseTraceId } from './span-id.ts';
import { spanOrigin } from './span-origin.ts';

interface ZipkinSpan {
  readonly traceId?: unknown;
  readonly id?: unknown;
  readonly parentId?: unknown;
  readonly name?: string;
  readonly kind?: string;
  /** Microseconds since 1970. */
  readonly timestamp?: number;
  /** Microseconds. */
  readonly duration?: number;
  readonly localEndpoint?: { readonly serviceName?: string };
  readonly tags?: Readonly<Record<string, string>>;
}

const kinds: Readonly<Record<string, SpanKind>> = {
  SERVER: 'server',
  CLIENT: 'client',
  PRODUCER: 'producer',
  CONSUMER: 'consumer',
};

/**
 * Reads a list of spans in Zipkin's JSON v2 form (zipkin-api `zipkin2-api.yaml`). A span without valid ids
 * or time is rejected by itself, the others count.
 *
 * @throws TypeError when the value is not a list of spans.
 */
export function decodeZipkin(list: unknown): DecodedSpans {
  if (!Array.isArray(list)) throw new TypeError('a Zipkin v2 request is a JSON list of spans');
  const read = (list as ZipkinSpan[]).map(readSpan);
  return {
    spans: read.filter((span) => typeof span !== 'string'),
    rejected: read.filter((span) => typeof span === 'string'),
  };
}

function readSpan(span: ZipkinSpan): Span | string {
  const traceId = parseTraceId(span.traceId);
  const spanId = parseSpanId(span.id);
  if (!traceId || !spanId) return `span "${span.name ?? ''}" has no valid trace id and span id`;
  if (!Number.isFinite(span.timestamp)) return `span ${spanId} has no timestamp`;
  const parentSpanId = parseSpanId(span.parentId);
  const attributes = span.tags ?? {};
  return {
    traceId,
    spanId,
    ...(parentSpanId && { parentSpanId }),
    name: span.name ?? '',
    kind: kinds[span.kind ?? ''] ?? 'internal',
    ...spanOrigin(attributes, span.localEndpoint?.serviceName ?? ''),
    startMicros: Number(span.timestamp),
    durationMicros: Math.max(0, span.duration ?? 0),
    // Zipkin's semantics: a tag named `error` marks a failed span, whatever its value.
    status: attributes.error === undefined ? 'unset' : 'error',
    attributes,
  };
}
