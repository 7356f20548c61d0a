import protobuf from 'protobufjs';
import { parseSpanId, parseTraceId } from '../spans/span-id.ts';
import definitions from './generated/definitions.json' with { type: 'json' };
import type { ExportTraceServiceRequest } from './generated/messages.ts';

const root = protobuf.Root.fromJSON(definitions);
const requestType = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest');
const responseType = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse');
/** google.rpc.Status without its details, with which OTLP answers a refused request. */
const statusType = new protobuf.Type('Status')
  .add(new protobuf.Field('code', 1, 'int32'))
  .add(new protobuf.Field('message', 2, 'string'));

/**
 * Reads a binary ExportTraceServiceRequest.
 *
 * @throws Error when the bytes are not that message.
 */
export function readOtlpBinary(bytes: Uint8Array): ExportTraceServiceRequest {
  return requestType.decode(bytes) as unknown as ExportTraceServiceRequest;
}

/**
 * Reads an ExportTraceServiceRequest in JSON: ProtoJSON, but for ids in hex (OTLP specification, "JSON Protobuf Encoding").
 * An enum may have the number or the name; fields that OTLP does not know are skipped.
 *
 * @throws TypeError when the value does not have the message's shape.
 */
export function readOtlpJson(value: unknown): ExportTraceServiceRequest {
  return requestType.fromObject(withIdsAsBytes(value as JsonRequest)) as unknown as ExportTraceServiceRequest;
}

interface JsonRequest {
  readonly resourceSpans?: readonly {
    readonly scopeSpans?: readonly { readonly spans?: readonly JsonSpan[] }[];
  }[];
}

interface JsonSpan {
  readonly traceId?: unknown;
  readonly spanId?: unknown;
  readonly parentSpanId?: unknown;
}

/** Ids that are none become empty, so that their span is rejected and not the request. */
function withIdsAsBytes(request: JsonRequest): JsonRequest {
  const bytes = (id: string | undefined) => Buffer.from(id ?? '', 'hex');
  const withIds = (span: JsonSpan) => ({
    ...span,
    traceId: bytes(parseTraceId(span.traceId)),
    spanId: bytes(parseSpanId(span.spanId)),
    parentSpanId: bytes(parseSpanId(span.parentSpanId)),
  });
  return {
    resourceSpans: request.resourceSpans?.map((resource) => ({
      ...resource,
      scopeSpans: resource.scopeSpans?.map((scope) => ({ ...scope, spans: scope.spans?.map(withIds) })),
    })),
  };
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
