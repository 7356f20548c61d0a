import type { journey } from '@lab/istio';
import { clusterText } from './explain-destination.ts';
import { type ExplainStyle, listText, shortHost, sourceText } from './explain-style.ts';

type Sentence = (failure: journey.Failure, end: journey.End) => string;

const SENTENCES: Readonly<Record<journey.FailureKind, Sentence>> = {
  'host-unknown': ({ detail, choices }) =>
    `No Service has the name ${detail}.${choices ? ` Did you mean ${listText(choices, 'or')}?` : ''}`,
  'port-missing': ({ detail = '', choices = [] }) => {
    const [, host = '', port] = /^(.*):(\d+)$/.exec(detail) ?? [];
    return `${shortHost(host)} has no port ${port}: ${choices.length > 0 ? `it has ${listText(choices)}` : 'it has none'}.`;
  },
  'no-listener': ({ detail, choices }) =>
    detail === undefined
      ? 'No listener is for the address and port.'
      : `No Gateway opens port ${detail} of the gateway.${choices ? ` It serves ${choices.length === 1 ? 'port' : 'ports'} ${listText(choices)}.` : ''}`,
  'no-filter-chain': () => 'No filter chain of the listener takes the connection.',
  'tls-to-plaintext': () => 'The caller starts TLS, and the server expects plaintext.',
  'client-certificate-required': () => 'The server requires a client certificate, and the caller has none.',
  'protocol-error': () => 'The server expects HTTP, and the caller sends something else.',
  'no-virtual-host': ({ choices }) =>
    `No virtual host is for the host of the request.${choices ? ` The proxy has virtual hosts for ${hostsText(choices)}.` : ''}`,
  'no-route': () => 'No route matches the request.',
  'outbound-blocked': ({ detail }) =>
    detail
      ? `The sidecar does not import ${shortHost(detail)}, and the outbound traffic policy is REGISTRY_ONLY.`
      : 'The host is not in the mesh, and the outbound traffic policy is REGISTRY_ONLY.',
  'cluster-missing': ({ detail = '' }) =>
    `The route leads to ${clusterText(detail)}, which does not exist: the Service, the port or the subset is wrong, or not visible to the caller.`,
  'no-endpoint': ({ detail = '' }) => `No pod is an endpoint of ${clusterText(detail)}.`,
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

/** The first of many hosts. */
function hostsText(hosts: readonly string[]): string {
  const shown = hosts.slice(0, 5);
  return hosts.length > shown.length
    ? `${shown.join(', ')} and ${hosts.length - shown.length} more`
    : listText(shown);
}

/** Why a call fails, in a sentence or two. */
export function failureText(failure: journey.Failure, end: journey.End, style: ExplainStyle): string {
  const sentence = SENTENCES[failure.kind](failure, end);
  return failure.source ? `${sentence} See ${sourceText(failure.source, style)}.` : sentence;
}
