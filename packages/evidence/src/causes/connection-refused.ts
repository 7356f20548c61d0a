import { isInbound } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition } from '../cause.ts';
import { configurationLine } from '../configuration-lines.ts';
import { configuredCluster } from '../configured.ts';

export const connectionRefused: CauseDefinition = {
  code: 'CONNECTION_REFUSED',
  title: 'Nothing listens where the connection goes',
  meaning: 'The address is right, and no process accepts connections on the port.',
  evidence:
    'The proxy logs 503 UF, and the reason of the transport failure is that the connection was refused.',
  fix: "Correct the Service's targetPort or the port on which the application listens.",
  find(incident, evidence) {
    const { origin, hops } = incident;
    const reason = `${origin.upstreamFailure ?? ''} ${origin.details ?? ''}`;
    if (!origin.flags.has('UF') || !/connection.refused|ECONNREFUSED|connect.error:[_ ]111\b/i.test(reason))
      return undefined;
    const who = isInbound(origin) ? `The application of ${origin.pod}` : 'The callee';
    const caller = hops.findLast((hop) => !isInbound(hop));
    const host = caller && configuredCluster(evidence, caller)?.host;
    const service = evidence.mesh.services.find(({ hostname }) => hostname === host);
    return {
      certainty: 'certain',
      sentence: `${who} does not listen on ${origin.upstreamHost}: the connection was refused.`,
      lines: [
        ...bothEnds(incident),
        ...(service ? [configurationLine(service.resource, ['spec', 'ports'], 'leads to this port')] : []),
      ],
      not: ['Not TLS: the connection was never made.'],
      next: [isInbound(origin) ? `./lab logs ${origin.pod}` : './lab status'],
    };
  },
};
