import type { journey } from '@lab/istio';
import { CAUSES } from './catalogue.ts';
import type { CauseDefinition } from './cause.ts';

/** A cause by the words of the catalogue. */
export type NamedCause = Pick<CauseDefinition, 'code' | 'title'>;

const MISSING: Readonly<Record<NonNullable<journey.Failure['missing']>, string>> = {
  host: 'HOST_NOT_FOUND',
  visibility: 'NOT_VISIBLE',
  port: 'PORT_NOT_FOUND',
  subset: 'SUBSET_NOT_FOUND',
  'subset-visibility': 'NOT_VISIBLE',
};

const TOKEN: Readonly<Record<string, string>> = {
  // An explanation checks the times of a token and no signature.
  'invalid-token': 'JWT_EXPIRED',
  'issuer-not-configured': 'JWT_ISSUER',
  'audience-not-allowed': 'JWT_AUDIENCE',
};

/** The cause of each failure that an explanation foresees; undefined for what no proxy sees. */
const CODES: Readonly<Record<journey.FailureKind, (failure: journey.Failure) => string | undefined>> = {
  'host-unknown': () => 'HOST_NOT_FOUND',
  'port-missing': () => 'PORT_NOT_FOUND',
  'no-listener': () => undefined,
  'no-filter-chain': () => 'NO_FILTER_CHAIN',
  'tls-to-plaintext': () => 'TLS_TO_PLAINTEXT',
  'client-certificate-required': () => 'NO_CLIENT_CERTIFICATE',
  'protocol-error': () => 'NOT_HTTP',
  'no-virtual-host': () => 'NO_ROUTE',
  'no-route': () => 'NO_ROUTE',
  'outbound-blocked': () => 'REGISTRY_ONLY',
  'cluster-missing': ({ missing }) => (missing ? MISSING[missing] : 'CLUSTER_NOT_FOUND'),
  'no-endpoint': () => 'NO_POD_SELECTED',
  'no-ready-endpoint': () => 'NO_POD_READY',
  'plaintext-to-mutual-tls': () => 'PLAINTEXT_TO_STRICT',
  'wrong-server-identity': () => 'WRONG_SERVER_IDENTITY',
  'rbac-denied': ({ source, lacksToken }) =>
    lacksToken ? 'JWT_MISSING' : source ? 'DENIED_BY_POLICY' : 'NO_ALLOW_RULE',
  'jwt-denied': ({ detail = '' }) => TOKEN[detail],
  'fault-abort': () => 'FAULT_INJECTED',
  'direct-response': () => 'DIRECT_RESPONSE',
};

/** The cause that `./lab why` names once a request has failed as an explanation foresees. */
export function explainedCause(failure: journey.Failure): NamedCause | undefined {
  const code = CODES[failure.kind](failure);
  const found = CAUSES.find((cause) => cause.code === code);
  return found && { code: found.code, title: found.title };
}
