import { type AccessLogEntry, isFailed, isInbound } from './access-log-entry.ts';

/** A request that failed, and the place where it did. */
export interface Incident {
  /** From the proxy that the request came to first, to the one where it failed. */
  readonly hops: readonly AccessLogEntry[];
  /** Where it failed. */
  readonly origin: AccessLogEntry;
  /** What the proxy at the other end of the origin's connection wrote. */
  readonly callee?: AccessLogEntry;
}

/**
 * Follows a failure from proxy to proxy: over a connection to the proxy at its other end, which knows it by the same
 * addresses; from a call that an application received to the calls that it made for it.
 *
 * @param entries those of the request, and connections that were refused
 */
export function findIncident(entries: readonly AccessLogEntry[]): Incident | undefined {
  const failed = entries.filter(isFailed).toSorted((a, b) => a.time - b.time || b.durationMs - a.durationMs);
  const [first] = failed.filter(({ method }) => method !== undefined).concat(failed);
  if (!first) return undefined;
  const hops = [first];
  for (let origin = first; ; ) {
    const next = isDecided(origin) ? undefined : nextHop(origin, failed, hops);
    if (!next) return { hops, origin, ...calleeOf(origin, entries) };
    hops.push(next);
    origin = next;
  }
}

function calleeOf(origin: AccessLogEntry, entries: readonly AccessLogEntry[]) {
  const callee = entries.find((entry) => isOtherEnd(origin, entry));
  return callee ? { callee } : {};
}

/** Whether the proxy gave the answer itself. */
function isDecided({ flags, details }: AccessLogEntry): boolean {
  return flags.size > 0 || (details !== undefined && details !== 'via_upstream');
}

function nextHop(
  origin: AccessLogEntry,
  failed: readonly AccessLogEntry[],
  hops: readonly AccessLogEntry[],
): AccessLogEntry | undefined {
  const others = failed.filter((entry) => !hops.includes(entry));
  if (!isInbound(origin)) return others.find((entry) => isOtherEnd(origin, entry));
  const end = origin.time + origin.durationMs;
  // The last one: an application may have tried several.
  return others.findLast(
    (entry) =>
      entry.pod === origin.pod && !isInbound(entry) && entry.time >= origin.time && entry.time <= end,
  );
}

function isOtherEnd(caller: AccessLogEntry, callee: AccessLogEntry): boolean {
  return (
    caller.upstreamLocalAddress !== undefined &&
    caller.upstreamLocalAddress === callee.downstreamRemoteAddress &&
    caller.pod !== callee.pod
  );
}
