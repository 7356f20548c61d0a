import { grpcFrame, grpcMessages } from './grpc-frame.ts';

const SERVICE = '/grpc.health.v1.Health/';
/** Method that a gRPC probe calls (Kubernetes documentation, "Define a gRPC liveness probe"). */
export const CHECK_PATH = `${SERVICE}Check`;
/** The same, as a stream that tells each change. */
export const WATCH_PATH = `${SERVICE}Watch`;

const SERVICE_TAG = 0x0a;
const STATUS_TAG = 0x08;
const SERVING = 1;
/** Longest name whose length is one byte of a protobuf varint. */
const LONGEST_NAME = 127;

/** HealthCheckResponse with `status: SERVING` (grpc/health/v1/health.proto), framed. */
export function servingResponse(): Buffer {
  return grpcFrame(Uint8Array.of(STATUS_TAG, SERVING));
}

/** HealthCheckRequest, framed. @param service at most 127 bytes are asked for; empty for the server as a whole */
export function checkRequest(service = ''): Buffer {
  const name = Buffer.from(service).subarray(0, LONGEST_NAME);
  return grpcFrame(name.length === 0 ? name : Buffer.concat([Uint8Array.of(SERVICE_TAG, name.length), name]));
}

/** Whether the body of an answer to {@link CHECK_PATH} says SERVING. */
export function isServing(body: Buffer): boolean {
  try {
    const [message] = grpcMessages(body);
    return message !== undefined && message[0] === STATUS_TAG && message[1] === SERVING;
  } catch {
    return false;
  }
}
