import type { CauseDefinition } from './cause.ts';
import { applicationClosed } from './causes/application-closed.ts';
import { applicationError } from './causes/application-error.ts';
import { callerGone } from './causes/caller-gone.ts';
import { circuitBreaker } from './causes/circuit-breaker.ts';
import { clusterNotFound } from './causes/cluster-not-found.ts';
import { connectionRefused } from './causes/connection-refused.ts';
import { deniedByPolicy, noAllowPolicy } from './causes/denied.ts';
import { faultInjected } from './causes/fault-injected.ts';
import { allEjected, noneReady, noneSelected } from './causes/no-healthy-endpoint.ts';
import { noRoute } from './causes/no-route.ts';
import { plaintextToStrict } from './causes/plaintext-to-strict.ts';
import { retriesExhausted } from './causes/retries-exhausted.ts';
import { perTryTimeout, routeTimeout } from './causes/timeouts.ts';
import { tokenCauses } from './causes/token-refused.ts';

/** Every cause there is, in the order in which they are named where several apply. */
export const CAUSES: readonly CauseDefinition[] = [
  plaintextToStrict,
  noRoute,
  clusterNotFound,
  allEjected,
  noneReady,
  noneSelected,
  connectionRefused,
  circuitBreaker,
  deniedByPolicy,
  noAllowPolicy,
  ...tokenCauses,
  faultInjected,
  routeTimeout,
  perTryTimeout,
  callerGone,
  applicationClosed,
  applicationError,
  retriesExhausted,
];
