import { type AccessLogEntry, isInbound } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition, type EvidenceLine, logLine } from '../cause.ts';
import type { Evidence, PodExit } from '../evidence.ts';
import type { Incident } from '../incident.ts';

/** Milliseconds between the end of a process and what its proxy makes of it. */
const SLACK = 1_000;
/** Milliseconds within which a connection that was being closed fails. */
const AT_ONCE = 10;

function endOf({ time, durationMs }: AccessLogEntry): number {
  return time + durationMs;
}

/** How a process of a pod ended, at the end of an entry's request. */
export function exitAt(
  { pods }: Evidence,
  pod: string,
  part: PodExit['part'],
  entry: AccessLogEntry,
): PodExit | undefined {
  const exits = pods.find((each) => each.pod === pod)?.exits ?? [];
  return exits.find((exit) => exit.part === part && Math.abs(exit.at - endOf(entry)) <= SLACK);
}

interface Closed {
  readonly exit?: PodExit | undefined;
  /** What was asked on the connection before, and answered. */
  readonly before?: AccessLogEntry | undefined;
  readonly lines: readonly EvidenceLine[];
}

/** What is known of a connection that an application closed on a request. */
async function closed(incident: Incident, evidence: Evidence): Promise<Closed | undefined> {
  const { origin } = incident;
  if (!origin.flags.has('UC') || !isInbound(origin)) return undefined;
  if (exitAt(evidence, origin.pod, 'pod', origin)) return undefined;
  const exit = exitAt(evidence, origin.pod, 'application', origin);
  const address = origin.upstreamLocalAddress;
  const sent = address === undefined ? [] : ((await evidence.connectionLog?.(origin.pod, address)) ?? []);
  const before = sent.findLast(
    (entry) => entry.time < origin.time && endOf(entry) <= origin.time && entry.status > 0,
  );
  return { exit, before, lines: bothEnds(incident) };
}

function isIdleRace({ exit, before }: Closed, origin: AccessLogEntry): boolean {
  return exit === undefined && before !== undefined && origin.durationMs <= AT_ONCE;
}

export const applicationCrashed: CauseDefinition = {
  code: 'APPLICATION_CRASHED',
  title: 'The application ended in the middle of the request',
  meaning:
    'The process of the application ended while it worked on the request, and its connections with it.',
  evidence:
    "The callee's sidecar logs 503 UC for its own application, and the process of the application ended at that moment.",
  fix: 'Read the last lines of its log: an error that nobody handled, or a signal.',
  async find(incident, evidence) {
    const { exit, lines } = (await closed(incident, evidence)) ?? {};
    if (!exit || !lines) return undefined;
    const { pod } = incident.origin;
    return {
      certainty: 'certain',
      sentence: `The application of ${pod} ended in the middle of the request (${exit.how}).`,
      lines: [
        ...lines,
        {
          source: `pod ${pod}`,
          text: `the application ended at ${new Date(exit.at).toISOString()}: ${exit.how}`,
        },
      ],
      not: ['Not an idle connection: the process ended at the same moment.'],
      next: [`./lab logs ${pod}`],
    };
  },
};

export const idleConnectionClosed: CauseDefinition = {
  code: 'IDLE_CONNECTION_CLOSED',
  title: 'The application closed an idle connection on which a request was on its way',
  meaning:
    'The keep-alive timeout of the application ended just when the sidecar sent the next request on the connection.',
  evidence:
    "The callee's sidecar logs 503 UC for its own application within milliseconds, on a connection that has served requests before; the application did not end.",
  fix: "Set `connectionPool.http.idleTimeout` of the DestinationRule below the keep-alive timeout of the application, so that Envoy closes first; its default is one hour. A retry hides the error: it needs the condition `5xx`, because the callee's sidecar answers 503, and a request that is safe to repeat.",
  async find(incident, evidence) {
    const { origin } = incident;
    const found = await closed(incident, evidence);
    if (!found?.before || !isIdleRace(found, origin)) return undefined;
    const idle = origin.time - endOf(found.before);
    return {
      certainty: 'likely',
      sentence: `The application of ${origin.pod} closed the connection ${origin.durationMs} ms after the request was sent; it had been idle for ${idle} ms.`,
      lines: [...found.lines, logLine(found.before)],
      not: [
        'Not a crash: the application did not end.',
        `An application that closes the connection as its answer leaves the same evidence. A line about the request in its log would decide: ./lab logs ${origin.pod}`,
      ],
      next: [`./lab logs ${origin.pod}`],
    };
  },
};

export const applicationClosed: CauseDefinition = {
  code: 'APPLICATION_CLOSED',
  title: 'The application closed the connection',
  meaning: 'The application closed the connection in the middle of the request.',
  evidence:
    "The callee's sidecar logs 503 UC for its own application; neither an end of the process nor an earlier request on the connection is known.",
  fix: "Read the application's log: a timeout of its server, or an error that closes the connection.",
  async find(incident, evidence) {
    const { origin } = incident;
    const found = await closed(incident, evidence);
    if (!found || found.exit || isIdleRace(found, origin)) return undefined;
    return {
      certainty: 'likely',
      sentence: `The application of ${origin.pod} closed the connection ${origin.durationMs} ms after the request was sent.`,
      lines: found.lines,
      not: [
        'A crash, a timeout of its server, or an error that closes the connection: the log of the application decides.',
      ],
      next: [`./lab logs ${origin.pod}`],
    };
  },
};
