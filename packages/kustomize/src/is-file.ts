import { type Stats, statSync } from 'node:fs';

/** Of what a path leads to; undefined where that is nothing, as for a link to itself. */
export function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

export function isFile(path: string): boolean {
  return statsOf(path)?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return statsOf(path)?.isDirectory() ?? false;
}

/** Whether a path leads to what a reader may wait at without end: a pipe, a socket or a device. */
export function isSpecial(path: string): boolean {
  const stats = statsOf(path);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}
