import { isInbound } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition } from '../cause.ts';
import { configurationLine, destinationRulesOf } from '../configuration-lines.ts';

export const circuitBreaker: CauseDefinition = {
  code: 'CIRCUIT_BREAKER',
  title: 'A limit of the connection pool was reached',
  meaning:
    'The connection pool of the DestinationRule was full: the circuit breaker is open. The limit counts for each caller on its own.',
  evidence: 'The proxy logs 503 UO with overflow, and its cluster counts overflows.',
  fix: 'Raise the limit of the DestinationRule, or send less at the same time.',
  async find(incident, { mesh, statistics }) {
    const { origin } = incident;
    if (!origin.flags.has('UO')) return undefined;
    const literal = (origin.cluster ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const stats = await statistics(origin.pod, `^cluster\\.${literal};?\\..*overflow$`);
    const counted = [...stats].filter(([, value]) => value > 0);
    const whose = isInbound(origin)
      ? `its own application, at the callee ${origin.pod}`
      : `${origin.cluster}, at the caller ${origin.pod}`;
    return {
      certainty: 'certain',
      sentence: `The circuit breaker for ${whose}, is open.`,
      lines: [
        ...bothEnds(incident),
        ...counted.map(([name, value]) => ({
          source: `statistic of ${origin.pod}`,
          text: `${name}: ${value}`,
        })),
        ...destinationRulesOf(mesh, origin.cluster).flatMap((rule) =>
          rule.spec.trafficPolicy?.connectionPool
            ? [
                configurationLine(
                  rule,
                  ['spec', 'trafficPolicy', 'connectionPool'],
                  'limits the connection pool',
                ),
              ]
            : [],
        ),
      ],
      not: ['Not the callee: no request was sent to it.'],
      next: ['Send less at the same time: ./lab call -c 1'],
    };
  },
};
