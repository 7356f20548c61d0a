import { type CauseDefinition, logLine } from '../cause.ts';
import { sourceLine } from '../configuration-lines.ts';
import { routeFields } from '../configured.ts';

export const retriesExhausted: CauseDefinition = {
  code: 'RETRIES_EXHAUSTED',
  title: 'The last retry failed too',
  meaning:
    'The proxy tried again as often as the route allows. This is never the cause by itself: the last try has one.',
  evidence: 'The caller logs URX; the attempt count is the number of retries plus one.',
  fix: 'Mend the cause of the tries.',
  find({ origin, tries }, evidence) {
    // Of a TCP connection, URX says that it was tried as often as the default of one attempt allows.
    if (!origin.flags.has('URX') || origin.method === undefined) return undefined;
    const hosts = origin.hostsAttempted.length > 0 ? ` (${origin.hostsAttempted.join(', ')})` : '';
    const retries = routeFields(evidence, origin, ['retries']).map(({ source }) =>
      sourceLine(source, 'sets retries'),
    );
    return {
      certainty: 'certain',
      sentence: `${origin.pod} tried ${origin.attempts ?? 'several'} times${hosts}, and the last try failed with ${origin.status}.`,
      lines: [logLine(origin), ...tries.map(logLine), ...retries],
      not: ['Not a cause by itself: the tries failed for a reason of their own.'],
      next: ['./lab trace'],
    };
  },
};
