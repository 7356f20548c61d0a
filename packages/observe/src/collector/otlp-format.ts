import { decodeOtlp } from '../otlp/decode-otlp.ts';
import { readOtlpBinary, readOtlpJson, writeOtlpResponse, writeRpcStatus } from '../otlp/otlp-messages.ts';
import type { DecodedSpans } from '../spans/span.ts';
import type { SpanFormat } from './span-server.ts';

const binary = 'application/x-protobuf';
const json = 'application/json';

/** gRPC's INVALID_ARGUMENT, which OTLP uses for data that will not get better by sending it again. */
const invalidArgument = 3;

/** OTLP/HTTP in both encodings; answers are in the request's encoding (OTLP specification 1.x, "OTLP/HTTP"). */
export const otlpFormat: SpanFormat = {
  path: '/v1/traces',
  contentTypes: [binary, json],
  decode(body, type) {
    return decodeOtlp(
      type === binary ? readOtlpBinary(body) : readOtlpJson(JSON.parse(body.toString('utf8'))),
    );
  },
  accepted({ rejected }: DecodedSpans, type) {
    const partial = rejected[0] && { rejectedSpans: rejected.length, errorMessage: rejected[0] };
    if (type === binary) return { status: 200, type, body: writeOtlpResponse(partial || undefined) };
    return { status: 200, type, body: JSON.stringify(partial ? { partialSuccess: partial } : {}) };
  },
  refused({ status, message }, type) {
    const reason = { code: invalidArgument, message };
    if (type === binary) return { status, type, body: writeRpcStatus(reason) };
    return { status, type: json, body: JSON.stringify(reason) };
  },
};
