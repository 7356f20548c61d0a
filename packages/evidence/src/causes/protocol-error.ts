import { BLACK_HOLE_CLUSTER } from '@lab/istio';
import type { AccessLogEntry } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition, logLine } from '../cause.ts';
import type { Evidence } from '../evidence.ts';

export const headersTooLarge: CauseDefinition = {
  code: 'HEADERS_TOO_LARGE',
  title: 'The headers of the request are too large',
  meaning: 'Envoy takes 60 KiB and 100 headers, cookies and tokens among them.',
  evidence: 'The proxy logs 431 DPE with headers_too_large.',
  fix: 'Send smaller headers: cookies are the usual reason.',
  find({ origin }) {
    if (origin.status !== 431 || !/headers?_too_large|too_many_headers/.test(origin.details ?? ''))
      return undefined;
    return {
      certainty: 'certain',
      sentence: `${origin.pod} refuses the request: its headers are too large.`,
      lines: [logLine(origin)],
      not: ['Not the application: its proxy read the request no further than its headers.'],
      next: [],
    };
  },
};

/** Whether a sidecar was sent bytes that are not HTTP on a port of Services for HTTP, and may not pass them on. */
export function isRefusedAsBytes(entry: AccessLogEntry, { mesh }: Evidence): boolean {
  if (entry.cluster !== BLACK_HOLE_CLUSTER) return false;
  const port = Number(entry.downstreamLocalAddress?.split(':').at(-1));
  return mesh.services.some(({ ports }) =>
    ports.some((each) => each.port === port && ['http', 'http2', 'grpc'].includes(each.protocol)),
  );
}

interface ProtocolError extends Pick<CauseDefinition, 'code' | 'title' | 'meaning' | 'evidence' | 'fix'> {
  is(entry: AccessLogEntry, evidence: Evidence): boolean;
  sentence(entry: AccessLogEntry): string;
  readonly not: string;
}

const ERRORS: readonly ProtocolError[] = [
  {
    code: 'HTTP_VERSION_REFUSED',
    title: 'The client speaks HTTP/1.0',
    meaning: 'Envoy takes HTTP/1.1 and HTTP/2.',
    evidence: 'The proxy logs 426 DPE with low_version.',
    fix: 'Have the client use HTTP/1.1.',
    is: ({ details = '' }) => /low_version/.test(details),
    sentence: ({ pod }) => `The client speaks HTTP/1.0, which ${pod} does not take.`,
    not: 'Not the callee: nothing was sent to it.',
  },
  {
    code: 'NOT_HTTP',
    title: 'The client does not send valid HTTP',
    meaning:
      'The port is for HTTP, and the bytes are not HTTP/1.1 or HTTP/2: TLS, often. A sidecar passes such bytes on to the address that was dialled, if its outbound traffic policy allows that.',
    evidence:
      'The proxy logs 400 DPE with codec_error. The sidecar of the caller, with REGISTRY_ONLY, logs a connection to BlackHoleCluster on a port that Services have for HTTP.',
    fix: 'Use http:// for a port of the mesh: sidecars add TLS by themselves. If the port carries another protocol, name it `tcp-…`.',
    is: (entry, evidence) =>
      (entry.flags.has('DPE') && /codec_error/.test(entry.details ?? '')) ||
      isRefusedAsBytes(entry, evidence),
    sentence: ({ pod, downstreamRemoteAddress, downstreamLocalAddress }) =>
      `${downstreamRemoteAddress} sent bytes that are not valid HTTP to ${downstreamLocalAddress} of ${pod}, a port for HTTP; often it is TLS.`,
    not: 'Not the callee: nothing was sent to it.',
  },
  {
    code: 'ANSWER_NOT_HTTP',
    title: 'The answer breaks the HTTP protocol',
    meaning:
      'The proxy could not read the answer. It is another protocol or another version of HTTP than the port says, or HTTP that Envoy refuses, such as two `Transfer-Encoding` headers, an invalid header, or more than 100 headers.',
    evidence: 'The proxy logs 502 UPE with protocol_error.',
    fix: 'Name the port of the Service after the protocol of the application: `tcp-…` for what is not HTTP, `grpc` or `http2` for HTTP/2 only. If the name is right, read the log of the proxy for what it refused.',
    is: ({ flags }) => flags.has('UPE'),
    sentence: ({ pod, upstreamHost }) =>
      `${pod} could not read what ${upstreamHost} answered: it breaks the HTTP protocol.`,
    not: 'Not an error of the request: the answer could not be read.',
  },
];

/** A cause for each way in which the protocols of both ends do not fit. */
export const protocolErrors: readonly CauseDefinition[] = ERRORS.map(({ is, sentence, not, ...texts }) => ({
  ...texts,
  find(incident, evidence) {
    const { origin } = incident;
    if (!is(origin, evidence)) return undefined;
    return {
      certainty: 'certain',
      sentence: sentence(origin),
      lines: bothEnds(incident),
      not: [not],
      next: [`./lab logs ${origin.pod}`],
    };
  },
}));
