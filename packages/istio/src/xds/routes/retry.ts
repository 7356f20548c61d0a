import type { Retries } from '../../model/http-route.ts';
import { formatDuration } from '../duration.ts';
import type { NamedExtension, RetryPolicy } from '../types.ts';

const DEFAULT_ATTEMPTS = 2;
const DEFAULT_RETRY_ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

/** Retries avoid hosts that have failed already. */
const OTHER_HOSTS: NamedExtension = {
  name: 'envoy.retry_host_predicates.previous_hosts',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate',
  },
};

const OTHER_PRIORITIES: NamedExtension = {
  name: 'envoy.retry_priorities.previous_priorities',
  typedConfig: {
    '@type':
      'type.googleapis.com/envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig',
    updateFrequency: 2,
  },
};

/**
 * Istio's HTTPRetry as Envoy's RetryPolicy; what is not set comes from Istio's default of two retries.
 * `attempts: 0` gives undefined: no retries. With a hash policy a retry stays with the host that the hash names
 * (istio route/retry/retry.go, `ConvertPolicy`).
 */
export function retryPolicy(retries: Retries | undefined, hashed: boolean): RetryPolicy | undefined {
  const numRetries = retries ? retries.attempts : DEFAULT_ATTEMPTS;
  if (numRetries <= 0) return undefined;
  const { perTryTimeout, backoff } = retries ?? {};
  const avoidHosts = retries?.ignorePreviousHosts ?? !hashed;
  return {
    ...retryConditions(retries?.retryOn),
    numRetries,
    hostSelectionRetryMaxAttempts: 5,
    retryHostPredicate: avoidHosts ? [OTHER_HOSTS] : undefined,
    retryPriority: retries?.remoteLocalities ? OTHER_PRIORITIES : undefined,
    perTryTimeout: perTryTimeout !== undefined ? formatDuration(perTryTimeout) : undefined,
    retryBackOff: backoff !== undefined ? { baseInterval: formatDuration(backoff) } : undefined,
  };
}

/** Status codes go to a list of their own. */
function retryConditions(retryOn: Retries['retryOn']): RetryPolicy {
  if (!retryOn) return { retryOn: DEFAULT_RETRY_ON };
  const joined = retryOn.conditions.join(',');
  if (retryOn.statusCodes.length === 0) return { retryOn: joined };
  // Istio adds the condition with a comma in front even when it is the only one; Envoy skips the empty part.
  const complete = joined.includes('retriable-status-codes') ? joined : `${joined},retriable-status-codes`;
  return { retryOn: complete, retriableStatusCodes: retryOn.statusCodes };
}
