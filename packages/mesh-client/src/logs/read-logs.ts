import { setTimeout as delay } from 'node:timers/promises';
import { labPaths } from '@lab/local';
import type { LogSelection } from './find-logs.ts';
import { type LogFile, listLogs, readFrom, tail } from './log-files.ts';
import { isNoise, readLine } from './log-line.ts';
import { selectLogs } from './select-logs.ts';

/** Milliseconds between two looks at the files. */
const FOLLOW_MS = 200;

/** A line as it was written, and the file it stands in. */
export interface LogEntry {
  readonly file: LogFile;
  readonly line: string;
}

export interface ReadOptions {
  /** With the lines that Envoy writes in every lab ({@link isNoise}). */
  readonly noise?: boolean;
}

/** How far each file was read: its path, to an offset in bytes. */
export type LogOffsets = ReadonlyMap<string, number>;

/** The newest lines of all files together, at most `count`, in the order of time; and how far the files were read. */
export async function readLast(
  files: readonly LogFile[],
  count: number,
  { noise = false }: ReadOptions = {},
): Promise<{ readonly entries: readonly LogEntry[]; readonly offsets: LogOffsets }> {
  const offsets = new Map<string, number>();
  const last: (LogEntry & { readonly time: number })[] = [];
  for (const file of files) {
    const { lines, end } = await tail(file, count, (line) => noise || !isNoise(file, line));
    offsets.set(file.path, end);
    // A line without a time belongs to the one before it.
    let time = 0;
    for (const line of lines) {
      time = readLine(file, line).time ?? time;
      last.push({ time, file, line });
    }
  }
  return { entries: count === 0 ? [] : last.sort((a, b) => a.time - b.time).slice(-count), offsets };
}

export interface FollowOptions extends ReadOptions {
  /** What was found at the beginning: pods that had ended by then are not followed. */
  readonly selection: LogSelection;
  /** How far the files of the selection were read. */
  readonly offsets: LogOffsets;
  /** Aborted, it ends. */
  readonly signal: AbortSignal;
}

/** What came since the look before: the files that are followed by now, and their new lines. */
export interface NewEntries {
  readonly files: readonly LogFile[];
  readonly entries: readonly LogEntry[];
}

/** What is written from now on to the logs that a name means, also by pods that start later. */
export async function* followLogs(
  root: string,
  name: string,
  { selection, offsets: before, signal, noise = false }: FollowOptions,
): AsyncGenerator<NewEntries> {
  const offsets = new Map(before);
  const known = new Set(selection.all.map(({ path }) => path));
  while (!signal.aborted) {
    await delay(FOLLOW_MS, undefined, { signal }).catch(() => {});
    const files = selectLogs(await listLogs(labPaths(root).logs), name).filter(
      ({ path }) => offsets.has(path) || !known.has(path),
    );
    const entries: LogEntry[] = [];
    for (const file of files) {
      const { lines, end } = await readFrom(file, offsets.get(file.path) ?? 0);
      offsets.set(file.path, end);
      for (const line of lines) if (noise || !isNoise(file, line)) entries.push({ file, line });
    }
    if (entries.length > 0) yield { files, entries };
  }
}
