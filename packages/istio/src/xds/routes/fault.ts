import { parseDuration } from '../../model/duration.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import { formatDuration } from '../duration.ts';
import { fractionalPercent } from '../percentage.ts';
import type { HTTPFault, Typed } from '../types.ts';

type Fault = NonNullable<HttpRoute['fault']>;

export const FAULT_FILTER = 'envoy.filters.http.fault';

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
 * Istio's HTTPFaultInjection as the fault filter's settings for one route (envoy HTTPFault). A kind of fault that
 * Istio does not carry out (exponential delay, HTTP/2 errors) is left out; undefined when nothing is left.
 */
export function faultConfig(
  fault: Fault,
): Typed<'envoy.extensions.filters.http.fault.v3.HTTPFault'> | undefined {
  const delay = faultDelay(fault.delay);
  const abort = faultAbort(fault.abort);
  if (!delay && !abort) return undefined;
  return {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault',
    ...(delay && { delay }),
    ...(abort && { abort }),
  };
}

function faultDelay(delay: Fault['delay']): HTTPFault['delay'] {
  if (delay?.fixedDelay === undefined) return undefined;
  const percentage =
    delay.percentage === undefined
      ? { numerator: delay.percent ?? 0 }
      : fractionalPercent(delay.percentage.value ?? 0);
  return { fixedDelay: formatDuration(parseDuration(delay.fixedDelay) ?? 0), percentage };
}

function faultAbort(abort: Fault['abort']): HTTPFault['abort'] {
  const status = abort && abortStatus(abort);
  if (!status) return undefined;
  return {
    ...status,
    ...(abort.percentage && { percentage: fractionalPercent(abort.percentage.value ?? 0) }),
  };
}

function abortStatus({ httpStatus, grpcStatus }: NonNullable<Fault['abort']>): HTTPFault['abort'] {
  if (httpStatus !== undefined) return { httpStatus };
  return grpcStatus === undefined ? undefined : { grpcStatus: GRPC_STATUS.indexOf(grpcStatus) };
}
