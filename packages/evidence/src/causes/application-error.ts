import { isInbound } from '../access-log-entry.ts';
import { type CauseDefinition, logLine } from '../cause.ts';
import { configuredCluster } from '../configured.ts';
import type { Evidence } from '../evidence.ts';
import type { Incident } from '../incident.ts';

export const applicationError: CauseDefinition = {
  code: 'APPLICATION_ERROR',
  title: 'The application itself answered with an error',
  meaning: 'The request reached the application, and the error is its own answer. No proxy had a part in it.',
  evidence:
    "The callee's sidecar logs the status with via_upstream and no flag, and the application made no call that failed. If the callee has no sidecar, the caller logs via_upstream.",
  fix: "Read the application's log.",
  async find(incident, evidence) {
    const { origin, hops } = incident;
    if (origin.details !== 'via_upstream') return undefined;
    const who = answering(incident, evidence);
    if (!who) return undefined;
    const log = origin.requestId && who.pod ? await evidence.applicationLog(who.pod, origin.requestId) : [];
    return {
      certainty: 'certain',
      sentence: `${who.name} answered ${origin.status} itself.`,
      lines: [...hops.map(logLine), ...log.map((text) => ({ source: `log of ${who.pod}`, text }))],
      not: ['Not the mesh: every proxy on the way passed the answer on (via_upstream).'],
      next: who.pod ? [`./lab logs ${who.pod}`] : [],
    };
  },
};

/** Whose answer it is: that of the last proxy's own application, or of what has no proxy. */
function answering({ origin, callee }: Incident, evidence: Evidence) {
  if (isInbound(origin)) return { name: `The application of ${origin.pod}`, pod: origin.pod };
  const { kind, servers = [], host } = configuredCluster(evidence, origin) ?? {};
  if (kind === 'external') return { name: `${host}, outside of the mesh,`, pod: undefined };
  const bare = !callee && servers.length > 0 && servers.every(({ proxy }) => proxy === 'none');
  if (!bare) return undefined;
  const pod = evidence.pods.find(({ addresses }) => addresses?.includes(origin.upstreamHost ?? ''))?.pod;
  const name = pod ?? servers.map(({ workload }) => workload).join(', ');
  return { name: `The application of ${name}, which has no sidecar,`, pod };
}
