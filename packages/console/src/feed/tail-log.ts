import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';

const NEWLINE = 0x0a;

/**
 * What is read at once; what is written faster comes with the next look. It is there once: several of them, several times a
 * second, would be most of what a look costs.
 */
const block = Buffer.allocUnsafeSlow(1024 * 1024);

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
  const open = (stats: Stats | undefined, from: number) => {
    if (file) closeSync(file.fd);
    // Where it cannot be opened, the next look tries again: a number that was closed may be another file's by then.
    file = undefined;
    offset = from;
    if (!stats) return;
    const fd = openSync(path, 'r');
    // It may be another one since it was looked at.
    const { ino } = fstatSync(fd);
    file = { fd, ino };
    if (ino !== stats.ino) offset = 0;
  };
  const found = stat(path);
  const start = Math.max(0, (found?.size ?? 0) - bytesBefore);
  open(found, start);
  // What the first block begins with may be the end of a line.
  let isCut = start > 0 && bytesBefore > 0;
  const more = (): string[] => {
    if (!file) return [];
    const size = readSync(file.fd, block, 0, block.length, offset);
    const end = size === 0 ? 0 : block.lastIndexOf(NEWLINE, size - 1) + 1;
    // Of a line that fills the block nothing is known: it is passed over.
    const isTooLong = end === 0 && size === block.length;
    offset += isTooLong ? size : end;
    const lines = block
      .toString('utf8', 0, end)
      .split('\n')
      .slice(isCut ? 1 : 0, -1);
    if (size > 0) isCut = isTooLong || (isCut && end === 0);
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
