/** Of a system's error where a limit of this machine or of the user is reached: files, processes, memory (errno(3)). */
const CODES: readonly (string | undefined)[] = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'];

/** Whether an error says that a limit lets no file be opened or no program be started. */
export function isLimit(error: unknown): boolean {
  const { code, syscall = '' } = error as NodeJS.ErrnoException;
  // Of a read, EAGAIN means to try again.
  return CODES.includes(code) && (code !== 'EAGAIN' || syscall.startsWith('spawn'));
}
