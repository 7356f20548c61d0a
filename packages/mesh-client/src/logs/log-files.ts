import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Who wrote a log: a pod's application, its Envoy about itself, its Envoy about requests; or the lab. */
export type LogPart = 'app' | 'envoy' | 'access' | 'lab';

export interface LogFile {
  /** The file's name without `.log`. */
  readonly name: string;
  readonly path: string;
  readonly part: LogPart;
  /** Empty for the lab's own. */
  readonly namespace: string;
  readonly pod: string;
}

/** The log files of a folder by name; none for a folder that is not there. */
export async function listLogs(folder: string): Promise<LogFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [] as string[];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => describeLog(join(folder, name), name.slice(0, -'.log'.length)));
}

/** `NAMESPACE.POD`, `NAMESPACE.POD.envoy` and `NAMESPACE.POD.access`, as packages/local names them. */
function describeLog(path: string, name: string): LogFile {
  const [, namespace, pod, part = 'app'] = /^([^.]+)\.(.+?)(?:\.(envoy|access))?$/.exec(name) ?? [];
  if (namespace === undefined || pod === undefined)
    return { name, path, part: 'lab', namespace: '', pod: name };
  return { name, path, part: part as LogPart, namespace, pod };
}

/** Bytes that are read first from the end of a file to find its last lines. */
const FIRST_BYTES = 64 * 1024;

/**
 * The last lines of a file that are wanted, at most `count`; more of the file is read until there are as many.
 *
 * @returns the lines, and the offset in bytes up to which the file was read
 */
export async function tail(
  { path }: Pick<LogFile, 'path'>,
  count: number,
  isWanted: (line: string) => boolean = () => true,
): Promise<{ readonly lines: readonly string[]; readonly end: number }> {
  for (let bytes = FIRST_BYTES; ; bytes *= 4) {
    const { whole, start, end } = await readLines(path, (size) => Math.max(0, size - bytes));
    // The first one may have begun before.
    const wanted = (start === 0 ? whole : whole.slice(1)).filter(isWanted);
    if (wanted.length >= count || start === 0) return { lines: count === 0 ? [] : wanted.slice(-count), end };
  }
}

/** The lines after an offset, and the offset after them. Starts over when the file got shorter. */
export async function readFrom(
  { path }: Pick<LogFile, 'path'>,
  offset: number,
): Promise<{ readonly lines: readonly string[]; readonly end: number }> {
  const { whole, end } = await readLines(path, (size) => (size < offset ? 0 : offset));
  return { lines: whole, end };
}

/** The lines that have an end; one that is still being written is left for the next time. */
async function readLines(path: string, startOf: (size: number) => number) {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const start = startOf(size);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    // Cut at bytes: a character may be half written.
    const length = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
    const whole = buffer.toString('utf8', 0, length).split('\n').slice(0, -1);
    return { whole, start, end: start + length };
  } finally {
    await handle.close();
  }
}
