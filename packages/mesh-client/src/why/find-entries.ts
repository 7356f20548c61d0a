import { type AccessLogEntry, isFailed } from '@lab/evidence';
import type { AccessLog } from './access-log.ts';
import { type ReadLines, type ReadLog, readBack, type TimeRange } from './read-log.ts';

/** Bytes of all logs together that are read for the last failure, and for a request that is named or a time. */
const NEAR = 8 * 1024 * 1024;
const FAR = 256 * 1024 * 1024;

/** Milliseconds by which the clocks of proxies and the order of their lines may differ. */
const SLACK = 1_000;

/** Milliseconds for which a callee may go on with a request after its caller's proxy has logged it. */
const AFTER = 5_000;

/** Which request is meant. Plain JSON. */
export interface WhyQuestion {
  /** A trace ID or a request ID, or its beginning; the last request that failed without. */
  readonly id?: string;
  /** Milliseconds since the epoch: requests before it do not count. */
  readonly since?: number;
}

/** What the access logs have of a request. */
export interface FoundEntries {
  /** Those of the request, from every proxy, with the connections that were refused; none where it was not found. */
  readonly entries: readonly AccessLogEntry[];
  /**
   * Milliseconds since the epoch from which on every log was read, where some were not read as far back as the request
   * that was found, or as its beginning where none was.
   */
  readonly lookedBackTo?: number;
}

/**
 * Finds the entries of the request that is meant. Logs are read from their ends, a block at a time, and no further than
 * the request began.
 */
export async function findEntries(
  logs: readonly AccessLog[],
  { id, since = 0 }: WhyQuestion,
): Promise<FoundEntries> {
  const budget = { limit: id !== undefined || since > 0 ? FAR : NEAR, read: 0 };
  const read = logs.map((log) => readBack(log, budget));
  const one = id === undefined ? await lastFailure(read, since) : await newestNamed(read, id, since);
  if (one) budget.limit = FAR;
  const entries = one ? await entriesOf(read, one) : [];
  const start = one ? startOf(entries) - SLACK : 0;
  const cut = read.filter(({ state, oldest }) => state === 'limit' && oldest > start);
  return { entries, ...(cut.length > 0 && { lookedBackTo: Math.max(...cut.map(({ oldest }) => oldest)) }) };
}

/** Reads the logs back, with a budget for a time. */
export function readFar(logs: readonly AccessLog[]): readonly ReadLog[] {
  const budget = { limit: FAR, read: 0 };
  return logs.map((log) => readBack(log, budget));
}

/** Reads all logs back block by block, each as long as it may have what is looked for. */
export async function readWhile(
  logs: readonly ReadLog[],
  mayHave: (log: ReadLog) => boolean,
  onLines: (lines: ReadLines) => void,
): Promise<void> {
  for (let rest = logs; rest.length > 0; ) {
    rest = rest.filter((log) => log.state === 'more' && mayHave(log));
    for (const lines of await Promise.all(rest.map((log) => log.readEarlier()))) if (lines) onLines(lines);
  }
}

async function lastFailure(logs: readonly ReadLog[], since: number): Promise<AccessLogEntry | undefined> {
  let last: AccessLogEntry | undefined;
  const mayHave = ({ oldest }: ReadLog) => oldest >= Math.max(since, last ? endOf(last) : 0);
  await readWhile(logs, mayHave, (lines) => {
    last = newest([...(last ? [last] : []), ...lines.failed().filter(({ time }) => time >= since)]);
  });
  const address = last?.requestId === undefined ? last?.downstreamRemoteAddress : undefined;
  if (!last || address === undefined) return last;
  // A refused connection belongs to a request of its caller where one says so.
  const { time } = last;
  const around = { from: time - SLACK, to: time + AFTER };
  const callers = logs.flatMap((log) => log.having(address, around));
  const isCaller = (entry: AccessLogEntry) =>
    entry.upstreamLocalAddress === address && endOf(entry) >= time - SLACK;
  return callers.find(isCaller) ?? last;
}

/** The newest request with an ID; the newest that failed where a trace has several. */
async function newestNamed(
  logs: readonly ReadLog[],
  id: string,
  since: number,
): Promise<AccessLogEntry | undefined> {
  const found: AccessLogEntry[] = [];
  const mayHave = ({ oldest }: ReadLog) => found.length === 0 && oldest >= since;
  await readWhile(logs, mayHave, (lines) => {
    const named = lines
      .having(id)
      .filter(({ requestId, traceId }) => requestId?.startsWith(id) || traceId?.startsWith(id));
    found.push(...named.filter(({ time }) => time >= since));
  });
  return newest(found.filter(isFailed)) ?? newest(found);
}

/** The entries of the request that one of them is about. */
export async function entriesOf(
  logs: readonly ReadLog[],
  one: AccessLogEntry,
): Promise<readonly AccessLogEntry[]> {
  const { requestId, traceId } = one;
  const id = requestId ?? traceId;
  if (id === undefined) return [one];
  const around = (from: number) => ({ from: from - SLACK, to: endOf(one) + AFTER });
  const own = (from: number) => logs.flatMap((log) => log.having(id, around(from)));
  let start = startOf([one, ...own(one.time)]);
  // What other proxies log of it may have begun earlier.
  await readWhile(
    logs,
    ({ oldest }) => oldest >= start - SLACK,
    (lines) => {
      start = startOf(lines.having(id), start);
    },
  );
  const entries = own(start);
  const found = { entries, ended: around(start) };
  return [...entries, ...otherCalls(logs, one, found), ...refusedConnections(logs, found)];
}

/** The entries of a request, and the time in which what belongs to it ended. */
interface Found {
  readonly entries: readonly AccessLogEntry[];
  readonly ended: TimeRange;
}

/** Calls that belong to the request by their trace and time, where an application does not pass its ID on. */
function otherCalls(
  logs: readonly ReadLog[],
  { requestId, traceId }: AccessLogEntry,
  { entries, ended }: Found,
): AccessLogEntry[] {
  if (requestId === undefined || traceId === undefined) return [];
  const [start, end] = [startOf(entries), Math.max(...entries.map(endOf))];
  return logs
    .flatMap((log) => log.having(traceId, ended))
    .filter((entry) => entry.requestId !== requestId && entry.time >= start && endOf(entry) <= end);
}

/** Connections that the proxies of a request opened, and that the other end refused before it read a request. */
function refusedConnections(logs: readonly ReadLog[], { entries, ended }: Found): AccessLogEntry[] {
  const opened = new Set(entries.flatMap(({ upstreamLocalAddress }) => upstreamLocalAddress ?? []));
  const isRefused = (address: string) => (entry: AccessLogEntry) =>
    entry.requestId === undefined &&
    entry.downstreamRemoteAddress === address &&
    entry.time >= ended.from &&
    entry.time <= ended.to;
  return [...opened].flatMap((address) =>
    logs.flatMap((log) => log.having(address, ended)).filter(isRefused(address)),
  );
}

function newest(entries: readonly AccessLogEntry[]): AccessLogEntry | undefined {
  return entries.toSorted((a, b) => endOf(a) - endOf(b)).at(-1);
}

function startOf(entries: readonly AccessLogEntry[], before = Infinity): number {
  return entries.reduce((least, { time }) => Math.min(least, time), before);
}

function endOf({ time, durationMs }: AccessLogEntry): number {
  return time + durationMs;
}
