import type { RequestHop, RequestRow } from '../protocol.ts';
import type { Call } from './calls.ts';

/** Requests that are kept. */
const MOST_REQUESTS = 500;
/** Calls that are put together for one trace, which a caller may send with every request: more begin a group of their own. */
const MOST_CALLS = 200;
/** Milliseconds to wait for the line of a gateway, before a request counts as one that a pod sent by itself. */
const ENTRY_MS = 1_500;
/** Milliseconds by which the clocks of proxies may differ. */
const SLACK_MS = 50;

/** Puts calls together to requests. */
export interface RequestRows {
  /** Takes calls; gives the requests that are new or known better since. @param now milliseconds since the epoch */
  add(calls: readonly Call[], now: number): readonly RequestRow[];
  /** The newest, the oldest first. */
  rows(): readonly RequestRow[];
}

/** The calls of one trace, or of one request without. */
interface Group {
  readonly id: string;
  readonly calls: Call[];
  readonly since: number;
  /** Waits until it is clear where it began. */
  isOpen: boolean;
}

export function requestRows(limit = MOST_REQUESTS): RequestRows {
  const groups = new Map<string, Group>();
  let unnamed = 0;
  /** Sets a group aside that has as many calls as it may. @returns whether it was so */
  const isFull = (key: string): boolean => {
    const group = groups.get(key);
    if (!group || group.calls.length < MOST_CALLS) return false;
    groups.delete(key);
    groups.set(`${key}-${++unnamed}`, group);
    return true;
  };
  const take = (call: Call, now: number): Group => {
    const { traceId, requestId, time } = call.entry;
    const key = traceId ?? requestId ?? `connection-${time}-${++unnamed}`;
    const id = isFull(key) ? `${key}-${++unnamed}` : key;
    const group = groups.get(key) ?? { id, calls: [], since: now, isOpen: true };
    group.calls.push(call);
    if (call.isEntry) group.isOpen = false;
    groups.set(key, group);
    return group;
  };
  const forget = (changed: Set<Group>) => {
    for (const [key, group] of groups) {
      if (groups.size <= limit) return;
      groups.delete(key);
      changed.delete(group);
    }
  };
  return {
    add: (calls, now) => {
      const changed = new Set(calls.map((call) => take(call, now)));
      for (const group of groups.values()) {
        if (!group.isOpen || now - group.since < ENTRY_MS) continue;
        group.isOpen = false;
        changed.add(group);
      }
      forget(changed);
      return [...changed].filter(({ isOpen }) => !isOpen).flatMap(rowsOf);
    },
    rows: () =>
      [...groups.values()]
        .filter(({ isOpen }) => !isOpen)
        .flatMap(rowsOf)
        .slice(-limit),
  };
}

/** A trace may have several requests, where who calls sends the same one with each. */
function rowsOf({ id, calls }: Group): RequestRow[] {
  const sorted = calls.toSorted((a, b) => a.entry.time - b.entry.time);
  const found = sorted.filter(({ isEntry }) => isEntry);
  const entries = found.length > 0 ? found : sorted.slice(0, 1);
  const owners = new Set(entries.map(({ entry }) => entry.requestId));
  return entries.map((entry, index) => {
    const own = sorted.filter(
      (call) =>
        call.entry.requestId === entry.entry.requestId ||
        (!owners.has(call.entry.requestId) && isWithin(call, entry)),
    );
    return rowOf(index === 0 ? id : (entry.entry.requestId ?? id), entry, own);
  });
}

function isWithin({ entry }: Call, { entry: whole }: Call): boolean {
  const end = whole.time + whole.durationMs + SLACK_MS;
  return entry.time >= whole.time - SLACK_MS && entry.time <= end;
}

function rowOf(id: string, { entry, from, failed }: Call, calls: readonly Call[]): RequestRow {
  const { pod, time, method, authority, path, status, flags, details, durationMs, routeName, traceId } =
    entry;
  return {
    ...{ id, at: time, entry: pod, from, status, flags: [...flags], durationMs, failed },
    ...(method !== undefined && { method }),
    ...(authority !== undefined && { host: authority }),
    ...(path !== undefined && { path }),
    ...(details !== undefined && { details }),
    ...(routeName !== undefined && { route: routeName }),
    ...(traceId !== undefined && { traceId }),
    hops: calls.flatMap(hopOf),
  };
}

function hopOf({ edge, version, entry }: Call): RequestHop[] {
  if (edge === undefined) return [];
  const { pod, routeName, status, flags, durationMs } = entry;
  return [
    {
      ...{ edge, pod, status, flags: [...flags], durationMs },
      ...(routeName !== undefined && { route: routeName }),
      ...(version !== undefined && { version }),
    },
  ];
}
