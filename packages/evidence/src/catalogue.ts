import type { CauseDefinition } from './cause.ts';
import { applicationError } from './causes/application-error.ts';
import { callerGone } from './causes/caller-gone.ts';
import { circuitBreaker } from './causes/circuit-breaker.ts';
import { applicationClosed, applicationCrashed, idleConnectionClosed } from './causes/connection-closed.ts';
import { connectionRefused } from './causes/connection-refused.ts';
import { deniedByPolicy, noAllowPolicy, tokenMissing } from './causes/denied.ts';
import { directResponse, registryOnly } from './causes/direct-response.ts';
import { faultInjected } from './causes/fault-injected.ts';
import { clusterNotFound, missingClusterCauses } from './causes/missing-cluster.ts';
import { noClientCertificate } from './causes/no-client-certificate.ts';
import { noFilterChain } from './causes/no-filter-chain.ts';
import { allEjected, nameNotResolved, noneReady, noneSelected } from './causes/no-healthy-endpoint.ts';
import { noRoute } from './causes/no-route.ts';
import { plaintextToStrict } from './causes/plaintext-to-strict.ts';
import { headersTooLarge, protocolErrors } from './causes/protocol-error.ts';
import { retriesExhausted } from './causes/retries-exhausted.ts';
import { perTryTimeout, routeTimeout } from './causes/timeouts.ts';
import { tlsToPlaintext, unknownAuthority, wrongServerIdentity } from './causes/tls-failure.ts';
import { tokenCauses } from './causes/token-refused.ts';
import { upstreamGone } from './causes/upstream-gone.ts';

/** Every cause there is, in the order in which they are named where several apply. */
export const CAUSES: readonly CauseDefinition[] = [
  plaintextToStrict,
  tlsToPlaintext,
  unknownAuthority,
  wrongServerIdentity,
  noClientCertificate,
  noFilterChain,
  noRoute,
  ...missingClusterCauses,
  clusterNotFound,
  registryOnly,
  directResponse,
  allEjected,
  noneReady,
  noneSelected,
  nameNotResolved,
  connectionRefused,
  circuitBreaker,
  deniedByPolicy,
  noAllowPolicy,
  tokenMissing,
  ...tokenCauses,
  faultInjected,
  routeTimeout,
  perTryTimeout,
  callerGone,
  upstreamGone,
  applicationCrashed,
  idleConnectionClosed,
  applicationClosed,
  applicationError,
  headersTooLarge,
  ...protocolErrors,
  retriesExhausted,
];
