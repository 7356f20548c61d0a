import { isInbound } from '../access-log-entry.ts';
import { type CauseDefinition, logLine } from '../cause.ts';

export const applicationError: CauseDefinition = {
  code: 'APPLICATION_ERROR',
  title: 'The application itself answered with an error',
  meaning: 'The request reached the application, and the error is its own answer. No proxy had a part in it.',
  evidence:
    "The callee's sidecar logs the status with via_upstream and no flag, and the application made no call that failed.",
  fix: "Read the application's log.",
  async find({ origin, hops }, { applicationLog }) {
    if (!isInbound(origin) || origin.flags.size > 0 || origin.details !== 'via_upstream') return undefined;
    const log = origin.requestId ? await applicationLog(origin.pod, origin.requestId) : [];
    return {
      certainty: 'certain',
      sentence: `The application of ${origin.pod} answered ${origin.status} itself.`,
      lines: [...hops.map(logLine), ...log.map((text) => ({ source: `log of ${origin.pod}`, text }))],
      not: ['Not the mesh: every proxy on the way passed the answer on (via_upstream).'],
      next: [`./lab logs ${origin.pod}`],
    };
  },
};
