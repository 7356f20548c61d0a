import { rename, writeFile } from 'node:fs/promises';
import { LocalError } from './local-error.ts';

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it: into a temporary name
 * beside it, then a rename. The rename is also what Envoy's file watch waits for (Envoy documentation,
 * "Filesystem subscriptions").
 *
 * @throws LocalError DISK when the disk is full or the folder cannot be written
 */
export async function writeAtomically(path: string, text: string, mode = 0o600): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text, { mode });
    await rename(temporary, path);
  } catch (error) {
    throw new LocalError(
      'DISK',
      `cannot write ${path}: ${(error as Error).message}`,
      'Free some disk space, or make the folder writable, and try again.',
      { cause: error },
    );
  }
}
