import { isInbound } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition, statisticLines } from '../cause.ts';
import { editOf, sourceLine } from '../configuration-lines.ts';
import { configuredCluster } from '../configured.ts';

export const noClientCertificate: CauseDefinition = {
  code: 'NO_CLIENT_CERTIFICATE',
  title: 'The caller shows no certificate, and the server requires one',
  meaning:
    'The caller uses TLS without a certificate of its own, by `tls.mode: SIMPLE` of a DestinationRule, and the callee requires mutual TLS.',
  evidence:
    'The caller logs 503 UC, the callee logs nothing, and its listener counts `ssl.fail_verify_no_cert`.',
  fix: 'Use `tls.mode: ISTIO_MUTUAL`, or remove `tls` from the DestinationRule.',
  async find(incident, evidence) {
    const { origin, callee } = incident;
    if (!origin.flags.has('UC') || isInbound(origin) || callee) return undefined;
    const cluster = configuredCluster(evidence, origin);
    const refusing = cluster?.servers.filter(
      ({ failure }) => failure?.kind === 'client-certificate-required',
    );
    if (!cluster || !refusing || refusing.length === 0) return undefined;
    const pods = evidence.pods.filter(({ namespace, workload }) =>
      refusing.some((server) => server.workload === `${namespace}/${workload}`),
    );
    const counted = await Promise.all(
      pods.map(async ({ pod }) =>
        statisticLines(pod, await evidence.statistics(pod, '^listener\\..*ssl\\.fail_verify_no_cert$')),
      ),
    );
    const lines = counted.flat();
    return {
      certainty: lines.length > 0 ? 'certain' : 'likely',
      sentence: `${origin.pod} uses TLS without a certificate (mode ${cluster.tls.mode}), and ${refusing.map(({ workload }) => workload).join(', ')} requires one.`,
      lines: [
        ...bothEnds(incident),
        ...lines,
        ...(cluster.rule
          ? [sourceLine(cluster.rule, `sets tls: the connection uses mode ${cluster.tls.mode}`)]
          : []),
        ...refusing.flatMap(({ peerAuthentication, workload }) =>
          peerAuthentication
            ? [sourceLine(peerAuthentication, `has mode ${peerAuthentication.mode} for ${workload}`)]
            : [],
        ),
      ],
      not: [
        lines.length > 0
          ? 'Not plaintext: the callee counts a handshake without a certificate.'
          : "What would decide: the statistic ssl.fail_verify_no_cert of the callee's listener.",
      ],
      next: editOf(cluster.rule),
    };
  },
};
