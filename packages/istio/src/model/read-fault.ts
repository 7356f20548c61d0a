import type { HttpRoute } from '../resources/istio-types.ts';
import { readDuration } from './duration.ts';
import type { Fault } from './http-route.ts';
import { readPercentage } from './percentage.ts';
import { setFields } from './set-fields.ts';

type Written = NonNullable<HttpRoute['fault']>;

/** gRPC's status names and their numbers (grpc.github.io, "Status codes and their use in gRPC"). */
const GRPC_STATUS: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

/**
 * Istio's HTTPFaultInjection. A kind of fault that Istio does not inject (exponential delay, HTTP/2 errors) is left
 * out; undefined when nothing is left.
 */
export function readFault(written: Written): Fault | undefined {
  const fault = setFields<Fault>({ delay: readDelay(written.delay), abort: readAbort(written.abort) });
  return fault.delay || fault.abort ? fault : undefined;
}

function readDelay(delay: Written['delay']): Fault['delay'] {
  const fixedDelay = readDuration(delay?.fixedDelay);
  if (fixedDelay === undefined) return undefined;
  return { fixedDelay, percentage: readPercentage(delay?.percentage, delay?.percent ?? 0) };
}

function readAbort(abort: Written['abort']): Fault['abort'] {
  const percentage = abort?.percentage && { percentage: readPercentage(abort.percentage, 0) };
  if (abort?.httpStatus !== undefined) return { httpStatus: abort.httpStatus, ...percentage };
  if (abort?.grpcStatus === undefined) return undefined;
  return { grpcStatus: GRPC_STATUS.indexOf(abort.grpcStatus), ...percentage };
}
