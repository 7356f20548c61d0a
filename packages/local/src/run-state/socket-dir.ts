import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { diskError } from '../system-error.ts';

/** sun_path holds 108 bytes on Linux and 104 on macOS (unix(7), unix(4)); the longest name here is `admin-99999.sock`. */
const LONGEST_DIR = 104 - 1 - 'admin-99999.sock'.length - 1;

/**
 * Folder for Unix sockets, for their owner only: in the run folder, or in a short one below the system's folder
 * for temporary files where the project's path is too long for a socket's address.
 *
 * @throws LabError DISK when the folder cannot be made, belongs to someone else or is open to others
 */
export function socketDir(runDir: string): string {
  const dir = Buffer.byteLength(runDir) <= LONGEST_DIR ? runDir : shortDir(runDir);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw diskError(dir, error);
  }
  const { uid, mode } = lstatSync(dir);
  if (uid !== process.getuid?.()) {
    throw new LabError(
      'DISK',
      `${dir} belongs to another user`,
      'Run the command as that user, or use another folder: LAB_DIR=~/lab ./lab …',
    );
  }
  if ((mode & 0o077) === 0) return dir;
  throw new LabError(
    'DISK',
    `other users can access ${dir}`,
    `Remove it, or restrict it to your user: chmod 700 ${dir}`,
  );
}

/** A name below the system's folder for temporary files that only this run folder has. */
export function shortDir(runDir: string): string {
  const digest = createHash('sha256').update(runDir).digest('hex').slice(0, 12);
  return join(tmpdir(), `lab-${digest}`);
}
