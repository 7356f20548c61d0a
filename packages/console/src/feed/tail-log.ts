import { closeSync, openSync, readSync, type Stats, statSync } from 'node:fs';

/** Bytes that are read at once; what is written faster comes with the next look. */
const BLOCK = 1024 * 1024;

/** The lines that come to a file, which is rotated by renaming it. */
export interface LogTail {
  /** Whole lines since the look before. */
  read(): readonly string[];
  close(): void;
}

/**
 * Follows a file from its end, or from so many bytes before it. The file is looked at when asked, in a few microseconds and
 * without a thread of its own: nothing costs anything in between.
 */
export function tailLog(path: string, bytesBefore = 0): LogTail {
  let file: { readonly fd: number; readonly ino: number } | undefined;
  let offset = 0;
  let rest = '';
  const open = (stats: Stats | undefined, from: number) => {
    if (file) closeSync(file.fd);
    file = stats && { fd: openSync(path, 'r'), ino: stats.ino };
    offset = from;
    rest = '';
  };
  const found = stat(path);
  const start = Math.max(0, (found?.size ?? 0) - bytesBefore);
  open(found, start);
  // What the first block begins with may be the end of a line.
  let isCut = start > 0 && bytesBefore > 0;
  const more = (): string[] => {
    if (!file) return [];
    const buffer = Buffer.allocUnsafe(BLOCK);
    const size = readSync(file.fd, buffer, 0, BLOCK, offset);
    if (size === 0) return [];
    offset += size;
    const lines = (rest + buffer.toString('utf8', 0, size)).split('\n');
    rest = lines.pop() ?? '';
    if (isCut) lines.shift();
    isCut = false;
    return lines;
  };
  return {
    read: () => {
      const stats = stat(path);
      if (stats && stats.ino === file?.ino) return stats.size === offset ? [] : more();
      // What was written before it was renamed; then the file in its place.
      const last = more();
      open(stats, 0);
      return [...last, ...more()];
    },
    close: () => open(undefined, 0),
  };
}

function stat(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
