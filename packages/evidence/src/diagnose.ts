import { type AccessLogEntry, entryText } from './access-log-entry.ts';
import { CAUSES } from './catalogue.ts';
import { literal, type Verdict } from './cause.ts';
import { locationText } from './configuration-lines.ts';
import type { Evidence, EvidencePod } from './evidence.ts';
import { findIncident } from './incident.ts';

/** A cause that applies, by its code. */
export interface Cause extends Verdict {
  readonly code: string;
}

/** Why a request failed. Plain JSON. */
export interface Diagnosis {
  readonly requestId?: string;
  readonly traceId?: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** What the first proxy said of it. */
  readonly request: string;
  /** `NAMESPACE/NAME` of the proxies from the first to the one where it failed. */
  readonly hops: readonly string[];
  /** What the last of them said. */
  readonly origin: string;
  /** Empty where the evidence does not decide. */
  readonly causes: readonly Cause[];
  /** Fields that the access logs do not have, without which no cause is certain. */
  readonly unseen: readonly string[];
}

/** Adds what analysis says of the resources that are part of the evidence. */
function withFindings(verdict: Verdict, { findings = [] }: Evidence): Verdict {
  const resources = new Set(verdict.lines.flatMap(({ resource }) => resource ?? []));
  const about = findings.filter(({ resource }) => resource !== undefined && resources.has(resource));
  const lines = about.map(({ code, message, location }) => ({
    source: 'finding',
    text: `${code} ${message}${location ? ` (${locationText(location)})` : ''}`,
  }));
  return { ...verdict, lines: [...verdict.lines, ...lines] };
}

/**
 * Names the causes of a failure.
 *
 * @param entries of the request, from every proxy, and of connections that were refused
 * @returns undefined where nothing failed
 */
export async function diagnose(
  entries: readonly AccessLogEntry[],
  evidence: Evidence,
): Promise<Diagnosis | undefined> {
  const incident = findIncident(entries);
  if (!incident) return undefined;
  const places = [incident, ...incident.relays];
  const found = await Promise.all(
    CAUSES.map(async ({ code, find }) => {
      const verdicts = await Promise.all(places.map((place) => find(place, evidence)));
      const verdict = verdicts.find((each) => each !== undefined);
      return verdict ? [withPods({ code, ...withFindings(verdict, evidence) }, evidence.pods)] : [];
    }),
  );
  const { hops, origin, callee } = incident;
  const [first = origin] = hops;
  const unseen = [...new Set([...hops, ...(callee ? [callee] : [])].flatMap(({ lacks }) => lacks))];
  return {
    ...(first.requestId && { requestId: first.requestId }),
    ...(first.traceId && { traceId: first.traceId }),
    time: first.time,
    request: entryText(first),
    hops: hops.map(({ pod }) => pod),
    origin: entryText(origin),
    causes: unseen.length === 0 ? found.flat() : found.flat().map(asLikely),
    unseen,
  };
}

/** With what a cluster says of the pods that the cause is about. */
function withPods(cause: Cause, pods: readonly EvidencePod[]): Cause {
  const said = [cause.sentence, ...cause.lines.map(({ source }) => source)].join(' ');
  const lines = pods
    .filter(({ pod }) => new RegExp(`(?<![\\w-])${literal(pod)}(?![\\w-])`).test(said))
    .flatMap(({ pod, problem, events = [] }) => [
      ...(problem === undefined ? [] : [{ source: `pod ${pod}`, text: problem }]),
      ...events.map((text) => ({ source: `events of ${pod}`, text })),
    ]);
  return lines.length === 0 ? cause : { ...cause, lines: [...cause.lines, ...lines] };
}

/** What only looks like the cause for want of a field that would tell it from another. */
function asLikely(cause: Cause): Cause {
  return { ...cause, certainty: 'likely' };
}
