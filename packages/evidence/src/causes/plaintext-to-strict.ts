import { bothEnds, type CauseDefinition } from '../cause.ts';
import { configurationLine } from '../configuration-lines.ts';

export const plaintextToStrict: CauseDefinition = {
  code: 'PLAINTEXT_TO_STRICT',
  title: 'Plaintext to a workload that accepts only mutual TLS',
  meaning:
    'The caller has no sidecar, or its sidecar does not use TLS for this host. The callee has PeerAuthentication mode STRICT, and its sidecar closes the connection before it reads a request.',
  evidence:
    "The callee's sidecar logs NR with filter_chain_not_found and no server name; the caller gets a reset, its own sidecar logs 503 UC.",
  fix: 'Inject a sidecar into the caller. If a DestinationRule sets `tls.mode: DISABLE`, remove it.',
  find(incident, { mesh }) {
    const refused = [incident.origin, incident.callee].find(
      (entry) => entry?.flags.has('NR') && entry.status === 0 && entry.method === undefined,
    );
    if (!refused || refused.serverName) return undefined;
    const [namespace] = refused.pod.split('/');
    const strict = mesh.peerAuthentications.filter(
      ({ spec, metadata }) =>
        spec.mtls?.mode === 'STRICT' &&
        (metadata.namespace === namespace || metadata.namespace === mesh.config.rootNamespace),
    );
    const saidPlaintext = /HTTP_REQUEST/.test(refused.downstreamFailure ?? '');
    return {
      certainty: saidPlaintext ? 'certain' : 'likely',
      sentence: `${refused.pod} accepts only mutual TLS, and the connection from ${refused.downstreamRemoteAddress} was plaintext.`,
      lines: [
        ...bothEnds(incident),
        ...strict.map((resource) => configurationLine(resource, ['spec', 'mtls', 'mode'], 'has mode STRICT')),
      ],
      not: [
        'Not a wrong certificate: a TLS connection of the mesh names the server it wants, and this one named none.',
      ],
      next: ['Send from a pod with a sidecar: ./lab call --from WORKLOAD URL'],
    };
  },
};
