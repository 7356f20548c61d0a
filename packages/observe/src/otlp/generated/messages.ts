// Written by scripts/generate-otlp.ts from go.opentelemetry.io/proto/otlp@v1.11.1; do not edit.

/** A number of 64 bits. */
export interface Int64 {
  toNumber(): number;
  toString(): string;
}

/** opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest */
export interface ExportTraceServiceRequest {
  readonly resourceSpans: readonly ResourceSpans[];
}

/** opentelemetry.proto.trace.v1.ResourceSpans */
export interface ResourceSpans {
  readonly resource: Resource | null;
  readonly scopeSpans: readonly ScopeSpans[];
  readonly schemaUrl: string;
}

/** opentelemetry.proto.resource.v1.Resource */
export interface Resource {
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
  readonly entityRefs: readonly EntityRef[];
}

/** opentelemetry.proto.common.v1.KeyValue */
export interface KeyValue {
  readonly key: string;
  readonly value: AnyValue | null;
  readonly keyStrindex: number;
}

/** opentelemetry.proto.common.v1.AnyValue */
export interface AnyValue {
  readonly value?: 'stringValue' | 'boolValue' | 'intValue' | 'doubleValue' | 'arrayValue' | 'kvlistValue' | 'bytesValue' | 'stringValueStrindex';
  readonly stringValue: string;
  readonly boolValue: boolean;
  readonly intValue: Int64;
  readonly doubleValue: number;
  readonly arrayValue: ArrayValue;
  readonly kvlistValue: KeyValueList;
  readonly bytesValue: Uint8Array;
  readonly stringValueStrindex: number;
}

/** opentelemetry.proto.common.v1.ArrayValue */
export interface ArrayValue {
  readonly values: readonly AnyValue[];
}

/** opentelemetry.proto.common.v1.KeyValueList */
export interface KeyValueList {
  readonly values: readonly KeyValue[];
}

/** opentelemetry.proto.common.v1.EntityRef */
export interface EntityRef {
  readonly schemaUrl: string;
  readonly type: string;
  readonly idKeys: readonly string[];
  readonly descriptionKeys: readonly string[];
}

/** opentelemetry.proto.trace.v1.ScopeSpans */
export interface ScopeSpans {
  readonly scope: InstrumentationScope | null;
  readonly spans: readonly Span[];
  readonly schemaUrl: string;
}

/** opentelemetry.proto.common.v1.InstrumentationScope */
export interface InstrumentationScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
}

/** opentelemetry.proto.trace.v1.Span */
export interface Span {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly traceState: string;
  readonly parentSpanId: Uint8Array;
  readonly flags: number;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: Int64;
  readonly endTimeUnixNano: Int64;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
  readonly events: readonly Event[];
  readonly droppedEventsCount: number;
  readonly links: readonly Link[];
  readonly droppedLinksCount: number;
  readonly status: Status | null;
}

/** opentelemetry.proto.trace.v1.Span.Event */
export interface Event {
  readonly timeUnixNano: Int64;
  readonly name: string;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
}

/** opentelemetry.proto.trace.v1.Span.Link */
export interface Link {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly traceState: string;
  readonly attributes: readonly KeyValue[];
  readonly droppedAttributesCount: number;
  readonly flags: number;
}

/** opentelemetry.proto.trace.v1.Status */
export interface Status {
  readonly message: string;
  readonly code: number;
}
