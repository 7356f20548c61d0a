import { isInbound } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition } from '../cause.ts';

export const applicationClosed: CauseDefinition = {
  code: 'APPLICATION_CLOSED',
  title: 'The application closed the connection',
  meaning:
    'The application crashed in the middle of the request, or closed an idle connection while the request was on its way.',
  evidence: "The callee's sidecar logs 503 UC for its own application.",
  fix: 'If it crashed, read its log. If not, make its keep-alive timeout longer than the idle timeout of Envoy (one hour).',
  find(incident, { pods }) {
    const { origin } = incident;
    if (!origin.flags.has('UC') || !isInbound(origin)) return undefined;
    const pod = pods.find((each) => each.pod === origin.pod);
    const exit =
      pod && pod.restarts > 0
        ? `restarted ${pod.restarts} times, last exit: ${pod.lastExit ?? 'unknown'}`
        : undefined;
    return {
      certainty: 'likely',
      sentence: `The application of ${origin.pod} closed the connection in the middle of the request${exit ? `; it has ${exit}` : ''}.`,
      lines: [...bothEnds(incident), ...(exit ? [{ source: `pod ${origin.pod}`, text: exit }] : [])],
      not: [
        'A crash or an idle connection that was closed: the time of the restart in the log of the application decides.',
      ],
      next: [`./lab logs ${origin.pod}`],
    };
  },
};
