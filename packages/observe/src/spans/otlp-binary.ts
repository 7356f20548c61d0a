import protobuf from 'protobufjs';

/**
 * The messages of OTLP/HTTP that the collector reads and writes, with the field numbers of
 * opentelemetry-proto 1.x. A field that is not listed here is skipped, as protobuf defines it. `Status` of
 * package rpc is google.rpc.Status, which OTLP answers a refused request with.
 */
const schema = `
syntax = "proto3";
package otlp;
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ExportTraceServiceResponse { ExportTracePartialSuccess partial_success = 1; }
message ExportTracePartialSuccess { int64 rejected_spans = 1; string error_message = 2; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { repeated Span spans = 2; }
message Span {
  bytes trace_id = 1;
  bytes span_id = 2;
  bytes parent_span_id = 4;
  string name = 5;
  int32 kind = 6;
  fixed64 start_time_unix_nano = 7;
  fixed64 end_time_unix_nano = 8;
  repeated KeyValue attributes = 9;
  Status status = 15;
}
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value {
    string string_value = 1;
    bool bool_value = 2;
    int64 int_value = 3;
    double double_value = 4;
  }
}
message RpcStatus { int32 code = 1; string message = 2; }
`;

const root = protobuf.parse(schema).root;
const requestType = root.lookupType('otlp.ExportTraceServiceRequest');
const responseType = root.lookupType('otlp.ExportTraceServiceResponse');
const statusType = root.lookupType('otlp.RpcStatus');

/**
 * Reads a binary ExportTraceServiceRequest into the shape of OTLP's JSON form: lowerCamelCase, ids in hex,
 * 64-bit numbers as decimal strings.
 *
 * @throws Error when the bytes are not that message.
 */
export function readOtlpBinary(bytes: Uint8Array): unknown {
  const message = requestType.decode(bytes);
  const object = requestType.toObject(message, { longs: String, bytes: Array });
  return withHexIds(object);
}

interface BinaryRequest {
  resourceSpans?: { scopeSpans?: { spans?: Record<string, unknown>[] }[] }[];
}

function withHexIds(request: BinaryRequest): BinaryRequest {
  for (const { scopeSpans = [] } of request.resourceSpans ?? []) {
    for (const span of scopeSpans.flatMap((scope) => scope.spans ?? [])) {
      for (const key of ['traceId', 'spanId', 'parentSpanId']) {
        if (Array.isArray(span[key])) span[key] = Buffer.from(span[key]).toString('hex');
      }
    }
  }
  return request;
}

/** The binary ExportTraceServiceResponse; empty when nothing was rejected, as OTLP wants it. */
export function writeOtlpResponse(partialSuccess?: {
  rejectedSpans: number;
  errorMessage: string;
}): Uint8Array {
  return responseType.encode(responseType.create(partialSuccess ? { partialSuccess } : {})).finish();
}

/** The binary google.rpc.Status of a refused request; `code` is a gRPC status code. */
export function writeRpcStatus(status: { code: number; message: string }): Uint8Array {
  return statusType.encode(statusType.create(status)).finish();
}
