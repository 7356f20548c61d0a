import { LabError } from '@lab/errors';
import { isLimit } from '@lab/process';

/** Which limit a system's error is about, and how to raise it (errno(3), getrlimit(2)). */
const LIMITS: Readonly<Record<string, readonly [reached: string, remedy: string]>> = {
  EMFILE: ['no more files can be open at once', 'Raise the limit of open files: ulimit -n 65536'],
  ENFILE: [
    'no more files can be open on this machine',
    'Close programs, or raise the limit of the system (Linux: sysctl fs.file-max; macOS: sysctl kern.maxfiles).',
  ],
  EAGAIN: [
    'no more processes can be started',
    'Raise the limit of processes: ulimit -u 8192, or run fewer pods.',
  ],
  ENOMEM: ['no memory is left', 'Close programs, or run fewer pods.'],
};

/** A system's error where a limit is reached, in words and with the limit to raise; any other as it is. */
export function asLimitError(error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const [reached, remedy] = (isLimit(error) && LIMITS[code]) || [];
  if (reached === undefined || remedy === undefined) return error;
  return new LabError('LIMIT', `${reached}: ${message}`, remedy, { cause: error });
}
