import type { AccessLogEntry } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition, type EvidenceLine } from '../cause.ts';
import { editOf, sourceLine } from '../configuration-lines.ts';
import { configuredCluster } from '../configured.ts';
import type { Evidence } from '../evidence.ts';

/** What BoringSSL and Envoy's validator say of a handshake that failed; undefined where it was no handshake. */
function handshakeFailure({ flags, upstreamFailure = '', details = '' }: AccessLogEntry): string | undefined {
  return flags.has('UF') ? `${upstreamFailure} ${details}` : undefined;
}

/** The DestinationRule that says how the caller uses TLS, and the PeerAuthentications of the other end. */
function tlsConfiguration(evidence: Evidence, origin: AccessLogEntry) {
  const cluster = configuredCluster(evidence, origin);
  const rule = cluster?.rule;
  const lines: EvidenceLine[] = [
    ...(rule ? [sourceLine(rule, `sets tls: the connection uses mode ${cluster.tls.mode}`)] : []),
    ...(cluster?.servers ?? []).flatMap(({ peerAuthentication, workload, proxy }) =>
      peerAuthentication
        ? [sourceLine(peerAuthentication, `has mode ${peerAuthentication.mode} for ${workload}`)]
        : proxy === 'none'
          ? [{ source: 'configuration', text: `${workload} has no sidecar` }]
          : [],
    ),
  ];
  return { lines, edit: editOf(rule) };
}

export const tlsToPlaintext: CauseDefinition = {
  code: 'TLS_TO_PLAINTEXT',
  title: 'TLS to a port that speaks plaintext',
  meaning:
    'The caller starts TLS, by `tls.mode` of a DestinationRule, and the other end answers in plaintext: it has no sidecar, or a PeerAuthentication with mode DISABLE.',
  evidence: 'The caller logs 503 UF, and the reason of the transport failure has WRONG_VERSION_NUMBER.',
  fix: 'Remove `tls` from the DestinationRule: the sidecar uses mutual TLS where the other end can. Or give the callee a sidecar.',
  find(incident, evidence) {
    const { origin } = incident;
    if (!/WRONG_VERSION_NUMBER/.test(handshakeFailure(origin) ?? '')) return undefined;
    const { lines, edit } = tlsConfiguration(evidence, origin);
    return {
      certainty: 'certain',
      sentence: `${origin.pod} starts TLS with ${origin.upstreamHost}, which answers in plaintext.`,
      lines: [...bothEnds(incident), ...lines],
      not: ['Not a wrong certificate: the other end sent none.'],
      next: edit.length > 0 ? edit : ['./lab explain --verbose'],
    };
  },
};

export const unknownAuthority: CauseDefinition = {
  code: 'UNKNOWN_AUTHORITY',
  title: 'The certificate is from an authority that the caller does not trust',
  meaning:
    "The callee's certificate is not signed by an authority (CA) that the caller verifies it with. With `tls.mode: SIMPLE` and no `caCertificates` those are the authorities of the system, and not that of the mesh.",
  evidence:
    'The caller logs 503 UF, and the reason of the transport failure has CERTIFICATE_VERIFY_FAILED and a missing or unknown issuer.',
  fix: 'Use `tls.mode: ISTIO_MUTUAL` for workloads of the mesh, or name the authority in `caCertificates` or `credentialName`.',
  find(incident, evidence) {
    const { origin } = incident;
    const reason = handshakeFailure(origin) ?? '';
    if (
      !/CERTIFICATE_VERIFY_FAILED/.test(reason) ||
      !/issuer|self.signed|unable_to_get|authority/i.test(reason)
    )
      return undefined;
    const { lines, edit } = tlsConfiguration(evidence, origin);
    return {
      certainty: 'certain',
      sentence: `${origin.pod} does not trust the authority of the certificate of ${origin.upstreamHost}.`,
      lines: [...bothEnds(incident), ...lines],
      not: ['Not the names in the certificate: its chain was not verified, and they were not looked at.'],
      next: edit.length > 0 ? edit : ['./lab explain --verbose'],
    };
  },
};

export const wrongServerIdentity: CauseDefinition = {
  code: 'WRONG_SERVER_IDENTITY',
  title: 'The server proves an identity that the caller does not expect',
  meaning:
    'The certificate is from the right authority, and names another identity than `subjectAltNames` of the DestinationRule, or than those of the workloads behind the Service.',
  evidence:
    'The caller logs 503 UF, and the reason of the transport failure has SAN_matcher with the names in the certificate.',
  fix: 'Correct `subjectAltNames`, or find out why the address belongs to another workload.',
  find(incident, evidence) {
    const { origin } = incident;
    const reason = handshakeFailure(origin) ?? '';
    if (!/SAN_matcher|SAN matcher/.test(reason)) return undefined;
    const [, names] = /SANs_are_\[([^\]]*)\]/.exec(reason) ?? [];
    const { lines, edit } = tlsConfiguration(evidence, origin);
    return {
      certainty: 'certain',
      sentence: `${origin.upstreamHost} proves the identity ${names ?? 'of another workload'}, which ${origin.pod} does not expect.`,
      lines: [...bothEnds(incident), ...lines],
      not: ['Not the authority: the chain of the certificate was verified.'],
      next: edit.length > 0 ? edit : ['./lab explain --verbose'],
    };
  },
};
