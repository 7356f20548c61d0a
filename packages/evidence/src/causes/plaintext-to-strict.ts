import { hasLabels } from '@lab/istio';
import { bothEnds, type CauseDefinition } from '../cause.ts';
import { configurationLine, sourceLine } from '../configuration-lines.ts';
import { configuredCluster, meshPod } from '../configured.ts';
import type { Evidence } from '../evidence.ts';
import { refusedConnection } from './refused-connection.ts';

export const plaintextToStrict: CauseDefinition = {
  code: 'PLAINTEXT_TO_STRICT',
  title: 'Plaintext to a workload that accepts only mutual TLS',
  meaning:
    'The caller has no sidecar, or its sidecar does not use TLS for this host. The callee has PeerAuthentication mode STRICT, and its sidecar closes the connection before it reads a request.',
  evidence:
    "The callee's sidecar logs NR with filter_chain_not_found and no server name; the caller gets a reset, its own sidecar logs 503 UC.",
  fix: 'Inject a sidecar into the caller. If a DestinationRule sets `tls.mode: DISABLE`, remove it.',
  find(incident, evidence) {
    const refused = refusedConnection(incident);
    if (!refused || refused.serverName) return undefined;
    const pod = meshPod(evidence, refused);
    if (pod?.proxy === 'gateway') return undefined;
    const saidPlaintext = /HTTP_REQUEST/.test(refused.downstreamFailure ?? '');
    const { rule } = configuredCluster(evidence, incident.origin) ?? {};
    const strict = strictPolicies(evidence, pod);
    return {
      certainty: saidPlaintext ? 'certain' : 'likely',
      sentence: `${refused.pod} accepts only mutual TLS, and the connection from ${refused.downstreamRemoteAddress} was plaintext.`,
      lines: [
        ...bothEnds(incident),
        ...strict.map((resource) => configurationLine(resource, ['spec', 'mtls', 'mode'], 'has mode STRICT')),
        ...(rule?.values.some(({ setting }) => setting === 'tls')
          ? [sourceLine(rule, "sets tls for the caller's connections")]
          : []),
      ],
      not: saidPlaintext
        ? [
            'Not a wrong certificate: a TLS connection of the mesh names the server it wants, and this one named none.',
          ]
        : [
            "The line has no reason of the connection's failure. If the caller uses TLS without a server name, it is that.",
          ],
      next: ['Send from a pod with a sidecar: ./lab call --from WORKLOAD URL'],
    };
  },
};

/** PeerAuthentications for the pod that ask for mutual TLS, on all ports or on one. */
function strictPolicies({ mesh }: Evidence, pod: ReturnType<typeof meshPod>) {
  return mesh.peerAuthentications.filter(({ spec, metadata }) => {
    const modes = [spec.mtls, ...Object.values(spec.portLevelMtls ?? {})].map((mtls) => mtls?.mode);
    const isFor =
      metadata.namespace === mesh.config.rootNamespace ||
      (metadata.namespace === pod?.namespace && hasLabels(pod?.labels ?? {}, spec.selector?.matchLabels));
    return modes.includes('STRICT') && isFor;
  });
}
