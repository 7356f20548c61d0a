import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { durationProblem } from './formats.ts';
import type { Report } from './report.ts';

/** gRPC's status names (grpc/doc/statuscodes.md). */
const GRPC_STATUSES = new Set(
  (
    'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED ' +
    'RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS ' +
    'UNAUTHENTICATED'
  ).split(' '),
);

export function checkFault(fault: HttpRoute['fault'], path: FieldPath, report: Report): void {
  if (!fault) return;
  const { abort, delay } = fault;
  if (!abort && !delay) report.error(path, 'fault needs abort, delay or both');
  if (abort) {
    const at = [...path, 'abort'];
    report.error([...at, 'percentage'], percentageProblem(abort.percentage?.value));
    if (abort.http2Error) report.error([...at, 'http2Error'], 'Istio cannot abort with an HTTP/2 error');
    if (abort.grpcStatus !== undefined && !GRPC_STATUSES.has(abort.grpcStatus)) {
      report.error(
        [...at, 'grpcStatus'],
        `"${abort.grpcStatus}" is no gRPC status, write one such as UNAVAILABLE`,
      );
    }
    if (abort.httpStatus !== undefined) report.error([...at, 'httpStatus'], statusProblem(abort.httpStatus));
    else if (!abort.grpcStatus && !abort.http2Error)
      report.warning(at, 'abort without httpStatus does nothing');
  }
  if (delay) {
    const at = [...path, 'delay'];
    report.error([...at, 'percentage'], percentageProblem(delay.percentage?.value));
    if (delay.exponentialDelay) report.error([...at, 'exponentialDelay'], 'Istio has no exponential delay');
    if (delay.fixedDelay !== undefined)
      report.error([...at, 'fixedDelay'], durationProblem(delay.fixedDelay));
  }
}

/** Envoy counts in millionths, so a share below 0.0001 per cent cannot be said. */
function percentageProblem(value: number | undefined): string | undefined {
  if (value === undefined || value === 0 || (value >= 0.0001 && value <= 100)) return undefined;
  return `${value} per cent is neither 0 nor in 0.0001..100`;
}

export function statusProblem(status: number): string | undefined {
  return status >= 200 && status <= 600 ? undefined : `HTTP status ${status} is not in 200..599`;
}
