import { type AccessLogEntry, isFailed, isInbound } from './access-log-entry.ts';

/** A request that failed, and the place where it did. */
export interface Incident {
  /** From the proxy that the request came to first, to the one where it failed. */
  readonly hops: readonly AccessLogEntry[];
  /** Where it failed. */
  readonly origin: AccessLogEntry;
  /** What the proxy at the other end of the origin's connection wrote. */
  readonly callee?: AccessLogEntry;
  /** What the proxies of all that the origin tried wrote of the request, in order. */
  readonly tries: readonly AccessLogEntry[];
  /** Proxies on the way that took part and passed the answer on: they tried again, or were not let to. */
  readonly relays: readonly Incident[];
}

/**
 * Follows a failure from proxy to proxy: over a connection to the proxy at its other end, which knows it by the same
 * addresses; from a call that an application received to the calls that it made for it.
 *
 * @param entries those of the request, and connections that were refused
 */
export function findIncident(entries: readonly AccessLogEntry[]): Incident | undefined {
  const failed = entries.filter(isFailed).toSorted((a, b) => a.time - b.time || b.durationMs - a.durationMs);
  const requests = failed.filter(({ method }) => method !== undefined);
  const first = firstOf(requests) ?? failed[0];
  if (!first) return undefined;
  const hops = [first];
  for (let origin = first; ; ) {
    const next = isDecided(origin) ? undefined : nextHop(origin, failed, hops);
    if (!next) return { ...placeOf(origin, hops, entries), relays: relaysIn(hops, entries) };
    hops.push(next);
    origin = next;
  }
}

/**
 * The entry that no other one leads to. Times alone do not tell: both ends of a connection may log the same millisecond and
 * the same duration.
 *
 * @param entries by the time at which they began
 */
function firstOf(entries: readonly AccessLogEntry[]): AccessLogEntry | undefined {
  const leadsTo = (other: AccessLogEntry, entry: AccessLogEntry) =>
    isOtherEnd(other, entry) ||
    (other.pod === entry.pod && isInbound(other) && !isInbound(entry) && isWithin(entry, other));
  return entries.find((entry) => !entries.some((other) => leadsTo(other, entry))) ?? entries[0];
}

function placeOf(
  origin: AccessLogEntry,
  hops: readonly AccessLogEntry[],
  entries: readonly AccessLogEntry[],
) {
  return { hops, origin, ...calleeOf(origin, entries), tries: triesOf(origin, entries), relays: [] };
}

/** Flags with which a proxy passes on an answer that it did not give: retries that are spent, a retry that was refused. */
const TOOK_PART = ['URX', 'UO'];

function relaysIn(hops: readonly AccessLogEntry[], entries: readonly AccessLogEntry[]): Incident[] {
  return hops
    .slice(0, -1)
    .filter(({ flags }) => TOOK_PART.some((flag) => flags.has(flag)))
    .map((hop) => placeOf(hop, hops, entries));
}

function triesOf(origin: AccessLogEntry, entries: readonly AccessLogEntry[]): AccessLogEntry[] {
  if (isInbound(origin) || origin.requestId === undefined) return [];
  return entries.filter(
    (entry) =>
      entry.requestId === origin.requestId &&
      entry.pod !== origin.pod &&
      entry.authority === origin.authority &&
      isInbound(entry) &&
      isWithin(entry, origin),
  );
}

function calleeOf(origin: AccessLogEntry, entries: readonly AccessLogEntry[]) {
  const callee = lastWithin(
    origin,
    entries.filter((entry) => isOtherEnd(origin, entry)),
  );
  return callee ? { callee } : {};
}

/** Whether the proxy gave the answer itself. */
function isDecided({ flags, details }: AccessLogEntry): boolean {
  return details === undefined ? flags.size > 0 : details !== 'via_upstream';
}

function nextHop(
  origin: AccessLogEntry,
  failed: readonly AccessLogEntry[],
  hops: readonly AccessLogEntry[],
): AccessLogEntry | undefined {
  const others = failed.filter((entry) => !hops.includes(entry));
  const otherEnds = others.filter((entry) => isOtherEnd(origin, entry));
  if (!isInbound(origin)) return lastWithin(origin, otherEnds);
  // The last one: an application may have tried several.
  return others.findLast((entry) => entry.pod === origin.pod && !isInbound(entry) && isWithin(entry, origin));
}

/** Of several on one connection the last that falls into the time of the origin, by clocks that may differ. */
function lastWithin(origin: AccessLogEntry, entries: readonly AccessLogEntry[]): AccessLogEntry | undefined {
  return entries.findLast((entry) => isWithin(entry, origin)) ?? entries.at(-1);
}

function isWithin({ time }: AccessLogEntry, { time: start, durationMs }: AccessLogEntry): boolean {
  return time >= start && time <= start + durationMs;
}

function isOtherEnd(caller: AccessLogEntry, callee: AccessLogEntry): boolean {
  return (
    caller.upstreamLocalAddress !== undefined &&
    caller.upstreamLocalAddress === callee.downstreamRemoteAddress &&
    caller.pod !== callee.pod
  );
}
