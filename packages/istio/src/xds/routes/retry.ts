import { parseDuration } from '../../model/duration.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
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

/** A number in `retryOn` counts as a status code only when HTTP has it (Go's net/http StatusText). */
const STATUS_CODES = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
] as const;

/**
 * Istio's HTTPRetry as Envoy's RetryPolicy; what is not set comes from Istio's default of two retries.
 * `attempts: 0` gives undefined: no retries. With a hash policy a retry stays with the host that the hash names
 * (istio route/retry/retry.go, `ConvertPolicy`).
 */
export function retryPolicy(retries: HttpRoute['retries'], hashed: boolean): RetryPolicy | undefined {
  const numRetries = retries ? (retries.attempts ?? 0) : DEFAULT_ATTEMPTS;
  if (numRetries <= 0) return undefined;
  const avoidHosts = retries?.retryIgnorePreviousHosts ?? !hashed;
  return {
    ...retryConditions(retries?.retryOn),
    numRetries,
    hostSelectionRetryMaxAttempts: 5,
    ...(avoidHosts && { retryHostPredicate: [OTHER_HOSTS] }),
    ...(retries?.retryRemoteLocalities && { retryPriority: OTHER_PRIORITIES }),
    ...(retries?.perTryTimeout !== undefined && { perTryTimeout: duration(retries.perTryTimeout) }),
    ...(retries?.backoff !== undefined && { retryBackOff: { baseInterval: duration(retries.backoff) } }),
  };
}

/** `retryOn` mixes conditions and status codes; the codes go to a list of their own. */
function retryConditions(retryOn: string | undefined): RetryPolicy {
  if (!retryOn) return { retryOn: DEFAULT_RETRY_ON };
  const parts = retryOn.split(',').flatMap((part) => part.trim() || []);
  const codes = parts.filter(isStatusCode).map(Number);
  const conditions = parts.filter((part) => !isStatusCode(part));
  if (codes.length === 0) return { retryOn: conditions.join(',') };
  const joined = conditions.join(',');
  // Istio adds the condition with a comma in front even when it is the only one; Envoy skips the empty part.
  const complete = joined.includes('retriable-status-codes') ? joined : `${joined},retriable-status-codes`;
  return { retryOn: complete, retriableStatusCodes: codes };
}

function isStatusCode(text: string): boolean {
  const code = Number(text);
  return /^\d+$/.test(text) && STATUS_CODES.some(([first, last]) => code >= first && code <= last);
}

function duration(text: string): string {
  return formatDuration(parseDuration(text) ?? 0);
}
