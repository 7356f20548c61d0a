import { message } from '../../findings/message.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { durationProblem } from './formats.ts';
import type { Problem, Report } from './report.ts';

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
  if (!abort && !delay) report(path, message('IST0106.faultEmpty'));
  if (abort) {
    const at = [...path, 'abort'];
    report([...at, 'percentage'], percentageProblem(abort.percentage?.value));
    if (abort.http2Error) report([...at, 'http2Error'], message('IST0106.faultHttp2'));
    if (abort.grpcStatus !== undefined && !GRPC_STATUSES.has(abort.grpcStatus)) {
      report([...at, 'grpcStatus'], message('IST0106.faultGrpcStatus', { status: abort.grpcStatus }));
    }
    if (abort.httpStatus !== undefined) report([...at, 'httpStatus'], statusProblem(abort.httpStatus));
    else if (!abort.grpcStatus && !abort.http2Error) report(at, message('IST0133.abortWithoutStatus'));
  }
  if (delay) {
    const at = [...path, 'delay'];
    report([...at, 'percentage'], percentageProblem(delay.percentage?.value));
    if (delay.exponentialDelay) report([...at, 'exponentialDelay'], message('IST0106.faultExponential'));
    if (delay.fixedDelay !== undefined) report([...at, 'fixedDelay'], durationProblem(delay.fixedDelay));
  }
}

/** Envoy counts in millionths, so a share below 0.0001 per cent cannot be said. */
function percentageProblem(value: number | undefined): Problem {
  if (value === undefined || value === 0 || (value >= 0.0001 && value <= 100)) return undefined;
  return message('IST0106.finePercent', { value });
}

export function statusProblem(status: number): Problem {
  return status >= 200 && status <= 600 ? undefined : message('IST0106.status', { status });
}
