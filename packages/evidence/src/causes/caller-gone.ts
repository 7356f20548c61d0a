import { bothEnds, type CauseDefinition } from '../cause.ts';

export const callerGone: CauseDefinition = {
  code: 'CALLER_GONE',
  title: 'The caller closed the connection before the answer',
  meaning: 'The caller gave up: its own timeout ended, or it was stopped.',
  evidence:
    'The proxy logs status 0 with DC, or with DR for a stream of HTTP/2; the duration is the time that the caller waited.',
  fix: "Raise the caller's own timeout, or find out why the answer takes so long.",
  find(incident) {
    const { origin } = incident;
    const isGone = ['DC', 'DR'].some((flag) => origin.flags.has(flag));
    const isDelayed = origin.flags.has('DI') && origin.upstreamHost === undefined;
    if (origin.status !== 0 || !isGone || isDelayed) return undefined;
    return {
      certainty: 'certain',
      sentence: `The caller of ${origin.pod} closed the connection after ${origin.durationMs} ms, before the answer.`,
      lines: bothEnds(incident),
      not: ['Not a timeout of a route: that is logged as 504 UT.'],
      next: ['./lab trace'],
    };
  },
};
