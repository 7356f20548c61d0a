import { type AccessLogEntry, isFailed } from '@lab/evidence';
import type { AccessLog } from './access-log.ts';
import { type ReadLines, type ReadLog, readBack } from './read-log.ts';

/** Bytes of all logs together that are read for the last failure, and for a request that is named or a time. */
const NEAR = 8 * 1024 * 1024;
const FAR = 128 * 1024 * 1024;

/** Milliseconds by which the clocks of proxies and the order of their lines may differ. */
const SLACK = 1_000;

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
  /** Of a request that was not found: milliseconds since the epoch from which on every log was read; undefined where all were read whole. */
  readonly lookedBackTo?: number;
}

/**
 * Finds the entries of the request that is meant. Logs are read from their ends, a block at a time, and no further than
 * the request began.
 *
 * @param onBytes told how many bytes were read
 */
export async function findEntries(
  logs: readonly AccessLog[],
  { id, since = 0 }: WhyQuestion,
  onBytes?: (count: number) => void,
): Promise<FoundEntries> {
  const read = readAllBack(logs, id !== undefined || since > 0 ? FAR : NEAR, onBytes);
  const one = id === undefined ? await lastFailure(read, since) : await newestNamed(read, id, since);
  if (one) return { entries: await entriesOf(read, one) };
  const cut = read.filter(({ state }) => state !== 'whole').map(({ oldest }) => oldest);
  return { entries: [], ...(cut.length > 0 && { lookedBackTo: Math.max(...cut) }) };
}

/** @param bytes that may be read of all logs together */
export function readAllBack(
  logs: readonly AccessLog[],
  bytes: number = FAR,
  onBytes?: (count: number) => void,
): readonly ReadLog[] {
  return logs.map((log) => readBack(log, bytes / logs.length, onBytes));
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
  const callers = logs.flatMap((log) => log.having(address));
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
  const own = () => logs.flatMap((log) => log.having(id));
  let start = startOf([one, ...own()]);
  // What other proxies log of it may have begun earlier.
  await readWhile(
    logs,
    ({ oldest }) => oldest >= start - SLACK,
    (lines) => {
      start = startOf(lines.having(id), start);
    },
  );
  const entries = own();
  return [...entries, ...otherCalls(logs, one, entries), ...refusedConnections(logs, entries)];
}

/** Calls that belong to the request by their trace and time, where an application does not pass its ID on. */
function otherCalls(
  logs: readonly ReadLog[],
  { requestId, traceId }: AccessLogEntry,
  entries: readonly AccessLogEntry[],
): AccessLogEntry[] {
  if (requestId === undefined || traceId === undefined) return [];
  const [start, end] = [startOf(entries), Math.max(...entries.map(endOf))];
  return logs
    .flatMap((log) => log.having(traceId))
    .filter((entry) => entry.requestId !== requestId && entry.time >= start && endOf(entry) <= end);
}

/** Connections that the proxies of a request opened, and that the other end refused before it read a request. */
function refusedConnections(logs: readonly ReadLog[], entries: readonly AccessLogEntry[]): AccessLogEntry[] {
  const opened = new Set(entries.flatMap(({ upstreamLocalAddress }) => upstreamLocalAddress ?? []));
  const start = startOf(entries) - SLACK;
  return [...opened].flatMap((address) =>
    logs
      .flatMap((log) => log.having(address))
      .filter(
        ({ requestId, downstreamRemoteAddress, time }) =>
          requestId === undefined && downstreamRemoteAddress === address && time >= start,
      ),
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
