import type { journey } from '@lab/istio';
import { clusterText } from './explain-destination.ts';
import { type ExplainStyle, sourceText } from './explain-style.ts';

type Sentence = (failure: journey.Failure, end: journey.End) => string;

const SENTENCES: Readonly<Record<journey.FailureKind, Sentence>> = {
  'no-listener': () => 'No listener is for the address and port.',
  'no-filter-chain': () => 'No filter chain of the listener takes the connection.',
  'tls-to-plaintext': () => 'The caller starts TLS, and the server expects plaintext.',
  'client-certificate-required': () => 'The server requires a client certificate, and the caller has none.',
  'protocol-error': () => 'The server expects HTTP, and the caller sends something else.',
  'no-virtual-host': () => 'No virtual host is for the host of the request.',
  'no-route': () => 'No route matches the request.',
  'outbound-blocked': () => 'The host is not in the mesh, and the outbound traffic policy is REGISTRY_ONLY.',
  'cluster-missing': ({ detail = '' }) =>
    `The route leads to ${clusterText(detail)}, which does not exist: the Service, the port or the subset is wrong, or not visible to the caller.`,
  'no-endpoint': ({ detail = '' }) => `No pod is behind ${clusterText(detail)}: the labels select none.`,
  'no-ready-endpoint': ({ detail = '' }) => `No pod behind ${clusterText(detail)} is ready.`,
  'plaintext-to-mutual-tls': () => 'The caller sends plaintext, and the server requires mutual TLS.',
  'wrong-server-identity': ({ detail }) =>
    `The server proves the identity ${detail}, which is not one that the caller expects.`,
  'rbac-denied': ({ source }) =>
    source ? 'A DENY rule matches the request.' : 'No rule of an ALLOW policy matches the request.',
  'jwt-denied': ({ detail = '' }) => `The token is refused: ${detail.replaceAll('-', ' ')}.`,
  'fault-abort': () => 'The fault of the route ends the request.',
  'direct-response': () => 'The route answers the request itself.',
};

/** Why a call fails, in a sentence or two. */
export function failureText(failure: journey.Failure, end: journey.End, style: ExplainStyle): string {
  const sentence = SENTENCES[failure.kind](failure, end);
  return failure.source ? `${sentence} See ${sourceText(failure.source, style)}.` : sentence;
}
