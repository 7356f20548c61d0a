import { type AccessLogEntry, isFailed } from './access-log-entry.ts';
import { findIncident, type Incident } from './incident.ts';

/** The request that callers sent, as the first proxy logs it. Plain JSON. */
export interface SentRequest {
  readonly method: string;
  /** With or without a port, which does not count. */
  readonly host: string;
  /** With or without a query, which does not count. */
  readonly path: string;
}

/** Requests that failed at the same place with the same flags. */
export interface AlikeFailures {
  /** The newest of them. */
  readonly incident: Incident;
  readonly count: number;
}

/**
 * Requests of one kind that failed, those that failed alike together; the most frequent first.
 *
 * @param entries of all proxies in the time in which the requests were sent
 */
export function groupFailures(
  entries: readonly AccessLogEntry[],
  sent: SentRequest,
): readonly AlikeFailures[] {
  const failed = entries.filter(isFailed);
  const refused = Map.groupBy(
    failed.filter(({ requestId }) => requestId === undefined),
    ({ downstreamRemoteAddress = '' }) => downstreamRemoteAddress,
  );
  const groups = new Map<string, { incident: Incident; count: number }>();
  for (const incident of incidentsOf(failed, refused)) {
    if (!isSent(incident.hops[0] ?? incident.origin, sent)) continue;
    const key = signature(incident);
    const before = groups.get(key);
    const isNewer = before === undefined || before.incident.origin.time <= incident.origin.time;
    groups.set(key, { incident: isNewer ? incident : before.incident, count: (before?.count ?? 0) + 1 });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

/** An incident for each request, and for each connection that was refused and that no proxy of the mesh opened. */
function* incidentsOf(
  failed: readonly AccessLogEntry[],
  refused: ReadonlyMap<string, readonly AccessLogEntry[]>,
): Generator<Incident> {
  const opened = new Set<AccessLogEntry>();
  const requests = Map.groupBy(failed, ({ requestId }) => requestId);
  for (const [requestId, own] of requests) {
    if (requestId === undefined) continue;
    const others = own.flatMap(({ upstreamLocalAddress = '' }) => refused.get(upstreamLocalAddress) ?? []);
    for (const entry of others) opened.add(entry);
    const incident = findIncident([...own, ...others]);
    if (incident) yield incident;
  }
  for (const entry of requests.get(undefined) ?? []) {
    const incident = opened.has(entry) ? undefined : findIncident([entry]);
    if (incident) yield incident;
  }
}

/** A connection that was refused before a request was read has no method. */
function isSent({ method, authority, path }: AccessLogEntry, sent: SentRequest): boolean {
  if (method === undefined) return true;
  return (
    method === sent.method &&
    withoutPort(authority ?? '') === withoutPort(sent.host) &&
    path === sent.path.replace(/[?#].*$/, '')
  );
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

/** What failures have in common that come from the same causes. */
function signature({ hops, origin }: Incident): string {
  const { pod, status, flags, details, routeName, cluster } = origin;
  return JSON.stringify([hops[0]?.status, pod, status, [...flags], details, routeName, cluster]);
}
