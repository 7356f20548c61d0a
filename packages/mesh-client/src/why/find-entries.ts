import { type AccessLogEntry, isFailed, readAccessLogEntry } from '@lab/evidence';
import { type LogFile, tail } from '../logs/log-files.ts';

/** Lines of each access log among which the last failure is looked for. */
const NEWEST = 2_000;

/** Which request is meant. */
export interface WhyQuestion {
  /** A trace ID or a request ID, or its beginning; the last request that failed without. */
  readonly id?: string;
  /** Milliseconds since the epoch: failures before it do not count. */
  readonly since?: number;
}

/** The entries of the request that is meant, from every access log, with the connections that were refused. */
export async function findEntries(
  files: readonly LogFile[],
  { id, since = 0 }: WhyQuestion,
): Promise<readonly AccessLogEntry[]> {
  const logs = files.filter(({ part }) => part === 'access');
  const failed = (await entriesOf(logs, NEWEST)).filter((entry) => isFailed(entry) && entry.time >= since);
  const refused = failed.filter(({ requestId }) => requestId === undefined);
  if (id !== undefined)
    return withRefused((await entriesOf(logs, Infinity, id)).filter(isNamed(id)), refused);
  const last = failed.toSorted((a, b) => endOf(a) - endOf(b)).at(-1);
  if (!last) return [];
  // A refused connection belongs to a request of its caller where one says so.
  const caller = failed.find((entry) => entry.upstreamLocalAddress === last.downstreamRemoteAddress);
  const request = last.requestId ?? caller?.requestId;
  return request === undefined ? [last] : withRefused(await entriesOf(logs, Infinity, request), refused);
}

/** Entries of a request, and of those connections that were refused the ones that its proxies opened. */
function withRefused(
  entries: readonly AccessLogEntry[],
  refused: readonly AccessLogEntry[],
): readonly AccessLogEntry[] {
  const opened = new Set(entries.flatMap(({ upstreamLocalAddress }) => upstreamLocalAddress ?? []));
  return [
    ...entries,
    ...refused.filter(({ downstreamRemoteAddress = '' }) => opened.has(downstreamRemoteAddress)),
  ];
}

function isNamed(id: string) {
  return ({ requestId, traceId }: AccessLogEntry) =>
    (requestId?.startsWith(id) || traceId?.startsWith(id)) ?? false;
}

function endOf({ time, durationMs }: AccessLogEntry): number {
  return time + durationMs;
}

async function entriesOf(
  logs: readonly LogFile[],
  count: number,
  text = '',
): Promise<readonly AccessLogEntry[]> {
  const read = logs.map(async (file) => {
    const { lines } = await tail(file, count, (line) => line.includes(text));
    return lines.flatMap((line) => readAccessLogEntry(`${file.namespace}/${file.pod}`, line) ?? []);
  });
  return (await Promise.all(read)).flat();
}
