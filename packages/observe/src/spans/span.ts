/** Who reported a span: an application's own SDK, its sidecar, or the ingress gateway's proxy. */
export type SpanSource = 'app' | 'sidecar' | 'gateway';

export type SpanKind = 'server' | 'client' | 'internal' | 'producer' | 'consumer';

/** What OpenTelemetry allows: a text, a number, a truth value, nothing, a list or a map of them. Bytes are base64. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

/** One span, whichever format it came in. Ids are lower-case hex: 32 digits for the trace, 16 for a span. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** The workload's name without its namespace: `backend`, not `backend.backend`. */
  readonly service: string;
  readonly version?: string;
  readonly pod?: string;
  readonly source: SpanSource;
  /** Microseconds since 1970 UTC. */
  readonly startMicros: number;
  readonly durationMicros: number;
  readonly status: 'unset' | 'ok' | 'error';
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** What a reader made of one request: the spans it could use, and why it refused the others. */
export interface DecodedSpans {
  readonly spans: readonly Span[];
  /** One sentence a refused span. */
  readonly rejected: readonly string[];
}
