import { type AccessLogEntry, isInbound } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition, type Verdict } from '../cause.ts';
import { configuredCluster } from '../configured.ts';
import type { Evidence, EvidencePod } from '../evidence.ts';
import type { Incident } from '../incident.ts';
import { exitAt } from './connection-closed.ts';

export const upstreamGone: CauseDefinition = {
  code: 'UPSTREAM_GONE',
  title: 'The pod went away in the middle of the request',
  meaning:
    'The pod was replaced or its sidecar ended, and the request took longer than the time in which it finished what was under way (drain).',
  evidence:
    "The caller or the callee's sidecar logs 503 UC, and the pod or its sidecar ended at that moment.",
  fix: 'Raise `terminationGracePeriodSeconds` and `terminationDrainDuration` above the longest request, or let the route try again on `reset` where the pod ended, and on `5xx` where its sidecar still answered 503.',
  find(incident, evidence) {
    const { origin } = incident;
    if (!origin.flags.has('UC')) return undefined;
    const pod = endingPod(origin, evidence);
    const exit =
      pod &&
      (exitAt(evidence, pod.pod, 'pod', origin) ??
        (isInbound(origin) ? undefined : exitAt(evidence, pod.pod, 'sidecar', origin)));
    if (!pod || !exit) return isSilent(incident, evidence) ? undecided(incident) : undefined;
    const what = exit.part === 'pod' ? `Pod ${pod.pod}` : `The sidecar of ${pod.pod}`;
    return {
      certainty: 'certain',
      sentence: `${what} ended in the middle of the request (${exit.how}).`,
      lines: [
        ...bothEnds(incident),
        { source: `pod ${pod.pod}`, text: `ended at ${new Date(exit.at).toISOString()}: ${exit.how}` },
      ],
      not: ['Not TLS: the connection was in use. Not a crash of the application: what it runs in ended.'],
      next: ['./lab status', `./lab logs ${pod.pod}`],
    };
  },
};

/** Whether the caller lost a connection of which the other end says nothing, and nothing is wrong with its TLS. */
function isSilent({ origin, callee }: Incident, evidence: Evidence): boolean {
  const { servers = [] } = configuredCluster(evidence, origin) ?? {};
  return !isInbound(origin) && callee === undefined && servers.every(({ failure }) => failure === undefined);
}

/** What remains where the evidence does not decide. */
function undecided(incident: Incident): Verdict {
  const { pod, upstreamHost = 'the other end', durationMs } = incident.origin;
  return {
    certainty: 'likely',
    sentence: `${upstreamHost} closed the connection of ${pod} after ${durationMs} ms, and logged nothing.`,
    lines: bothEnds(incident),
    not: [
      'A pod that ended, an application without a sidecar that closed the connection, or a listener that refused it remain. The restarts of the pod, its log and the statistics ssl.fail_verify_error and ssl.fail_verify_no_cert of its listener would decide.',
    ],
    next: ['./lab status', './lab logs'],
  };
}

/** The pod that had the request: its own, where its proxy logged it; else that of the address. */
function endingPod(origin: AccessLogEntry, { pods }: Evidence): EvidencePod | undefined {
  if (isInbound(origin)) return pods.find(({ pod }) => pod === origin.pod);
  const { upstreamHost = '' } = origin;
  return pods.find(({ addresses }) => addresses?.includes(upstreamHost));
}
