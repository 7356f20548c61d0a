import { message } from '../../findings/message.ts';
import { didYouMean } from '../../findings/suggest.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { durationProblem } from './formats.ts';
import type { Problem, Report } from './report.ts';

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
  if (attempts < 0) report([...path, 'attempts'], message('IST0106.attemptsNegative', { attempts }));
  if (attempts === 0 && (perTryTimeout || retryOn || retryRemoteLocalities !== undefined)) {
    report(path, message('IST0106.retriesOff'));
  }
  if (perTryTimeout !== undefined) report([...path, 'perTryTimeout'], durationProblem(perTryTimeout));
  if (backoff !== undefined) report([...path, 'backoff'], durationProblem(backoff));
  for (const policy of retryOn ? retryOn.split(',') : []) report([...path, 'retryOn'], policyProblem(policy));
}

function policyProblem(policy: string): Problem {
  const isStatus = /^[1-5]\d\d$/.test(policy);
  if (isStatus || POLICIES.has(policy)) return undefined;
  if (POLICIES.has(policy.trim())) return message('IST0106.retrySpace', { condition: policy.trim() });
  return message('IST0106.retryCondition', { condition: policy, hint: didYouMean(policy, POLICIES) });
}
