import { type CauseDefinition, logLine } from '../cause.ts';

export const retriesExhausted: CauseDefinition = {
  code: 'RETRIES_EXHAUSTED',
  title: 'The last retry failed too',
  meaning:
    'The proxy tried again as often as the route allows. This is never the cause by itself: the last try has one.',
  evidence: 'The caller logs URX; the attempt count is the number of retries plus one.',
  fix: 'Mend the cause of the tries.',
  find({ origin }) {
    if (!origin.flags.has('URX')) return undefined;
    const hosts = origin.hostsAttempted.length > 0 ? `: ${origin.hostsAttempted.join(', ')}` : '';
    return {
      certainty: 'certain',
      sentence: `${origin.pod} tried ${origin.attempts ?? 'several'} times${hosts}, and the last try failed with ${origin.details}.`,
      lines: [logLine(origin)],
      not: ['Not a cause by itself: the tries failed for a reason of their own.'],
      next: ['./lab trace'],
    };
  },
};
