import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface LogFile {
  /** The file's name without `.log`. */
  readonly name: string;
  readonly path: string;
}

type OnLine = (file: LogFile, line: string) => void;

/** Bytes that are read from the end of a file to find its last lines. */
const tailBytes = 256 * 1024;

/** The log files of a folder whose names begin with the text, by name; none for a folder that is not there. */
export async function listLogs(folder: string, prefix: string): Promise<LogFile[]> {
  const names = await readdir(folder).catch(() => [] as string[]);
  return names
    .filter((name) => name.endsWith('.log') && name.startsWith(prefix))
    .sort()
    .map((name) => ({ name: name.slice(0, -'.log'.length), path: join(folder, name) }));
}

/** Hands on the last lines of a file; returns the offset in bytes up to which it was read. */
export async function tail(file: LogFile, lines: number, onLine: OnLine): Promise<number> {
  const { whole, end } = await readLines(file, (size) => Math.max(0, size - tailBytes));
  for (const line of lines === 0 ? [] : whole.slice(-lines)) onLine(file, line);
  return end;
}

/** Hands on the lines after an offset; returns the offset after them. Starts over when the file got shorter. */
export async function readFrom(file: LogFile, offset: number, onLine: OnLine): Promise<number> {
  const { whole, end } = await readLines(file, (size) => (size < offset ? 0 : offset));
  for (const line of whole) onLine(file, line);
  return end;
}

/** The lines that have an end; one that is still being written is left for the next time. */
async function readLines({ path }: LogFile, startOf: (size: number) => number) {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const start = startOf(size);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    // Cut at bytes: a character may be half written.
    const length = buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1;
    return { whole: buffer.toString('utf8', 0, length).split('\n').slice(0, -1), end: start + length };
  } finally {
    await handle.close();
  }
}
