import { LocalError } from './local-error.ts';

/** What to do when a file of the lab cannot be written; `cause` is the system's error. */
export function diskError(path: string, cause: unknown): LocalError {
  return new LocalError(
    'DISK',
    `cannot write ${path}: ${(cause as Error).message}`,
    'Free some disk space, make the folder writable, or name another one: LAB_DIR=~/lab ./lab up',
    { cause },
  );
}

/** Codes of the system for a disk that is full and a place that cannot be written (errno(3)). */
const CODES = ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EIO'];

/** A system's error about a file as what it means for the lab; any other error as it is. */
export function asDiskError(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  return code && path && CODES.includes(code) ? diskError(path, error) : error;
}
