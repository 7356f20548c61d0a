import { LabError } from '@lab/errors';
import { asLimitError } from './limit-error.ts';

/** What to do, by the system's code for a disk that is full and a place that cannot be used (errno(3)). */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Free disk space, or use a folder on another disk: LAB_DIR=/path/lab ./lab …',
  EDQUOT: 'Free disk space, or use a folder on another disk: LAB_DIR=/path/lab ./lab …',
  EIO: 'The disk reports errors. Use a folder on another disk: LAB_DIR=/path/lab ./lab …',
};
const NOT_YOURS = 'Make the folder writable for your user, or use another one: LAB_DIR=~/lab ./lab …';
const NOT_YOURS_CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'];

/** What to do when the lab's folder cannot be used; `cause` is the system's error. */
export function diskError(path: string, cause: unknown): LabError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const remedy = REMEDIES[code] ?? NOT_YOURS;
  return new LabError('DISK', `cannot use ${path}: ${message}`, remedy, { cause });
}

/**
 * A system's error about a file of the lab, or about a limit of this machine, as what it means for the lab; any other error as it
 * is.
 *
 * @param folder the lab's
 */
export function asSystemError(folder: string, error: unknown): unknown {
  const { code = '', path } = error as NodeJS.ErrnoException;
  const isOurs = path === folder || path?.startsWith(`${folder}/`);
  const isKnown = code in REMEDIES || NOT_YOURS_CODES.includes(code);
  return isOurs && isKnown ? diskError(path as string, error) : asLimitError(error);
}
