import { rename, writeFile } from 'node:fs/promises';
import { diskError } from './system-error.ts';

/** Two writes of one file at a time must not share a temporary name. */
let writes = 0;

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it: into a temporary name
 * beside it, then a rename. The rename is also what Envoy waits for where it watches a file (Envoy
 * documentation, "Filesystem subscriptions").
 *
 * @throws LabError DISK when the disk is full or the folder cannot be written
 */
export async function writeAtomically(path: string, text: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = `${path}.${process.pid}.${++writes}.tmp`;
  try {
    await writeFile(temporary, text, { mode });
    await rename(temporary, path);
  } catch (error) {
    throw diskError(path, error);
  }
}
