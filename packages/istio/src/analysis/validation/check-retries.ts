import { didYouMean } from '../../findings/suggest.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { durationProblem } from './formats.ts';
import type { Report } from './report.ts';

/** Envoy router filter, `x-envoy-retry-on` and `x-envoy-retry-grpc-on`. */
const POLICIES = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

export function checkRetries(retries: HttpRoute['retries'], path: FieldPath, report: Report): void {
  if (!retries) return;
  const { attempts = 0, perTryTimeout, retryOn, retryRemoteLocalities, backoff } = retries;
  if (attempts < 0) report.error([...path, 'attempts'], `attempts ${attempts} is negative`);
  if (attempts === 0 && (perTryTimeout || retryOn || retryRemoteLocalities !== undefined)) {
    report.error(
      path,
      'retries are off (attempts is 0 or missing), so nothing else may be set: give attempts',
    );
  }
  if (perTryTimeout !== undefined) report.error([...path, 'perTryTimeout'], durationProblem(perTryTimeout));
  if (backoff !== undefined) report.error([...path, 'backoff'], durationProblem(backoff));
  for (const policy of retryOn ? retryOn.split(',') : [])
    report.error([...path, 'retryOn'], policyProblem(policy));
}

function policyProblem(policy: string): string | undefined {
  const isStatus = /^[1-5]\d\d$/.test(policy);
  if (isStatus || POLICIES.has(policy)) return undefined;
  if (POLICIES.has(policy.trim())) return `retryOn has a space around "${policy.trim()}": leave it out`;
  return `retryOn has no condition "${policy}"${didYouMean(policy, POLICIES)}`;
}
