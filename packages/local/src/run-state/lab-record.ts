import { lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { identify, isRunning, type ProcessIdentity } from '@lab/process';
import { shortDir } from './socket-dir.ts';

/**
 * Notes this process as the lab of a run folder, in the system's folder for temporary files: there it is still found
 * when the run folder has been removed. Where that folder cannot be written, the lock in the run folder is all there is.
 *
 * @returns a function that takes the note away
 */
export function recordHolder(runDir: string): () => void {
  const path = recordFile(runDir);
  try {
    rmSync(path, { force: true });
    // A link that somebody else has put there is not followed.
    writeFileSync(path, JSON.stringify(identify(process.pid)), { mode: 0o600, flag: 'wx' });
  } catch {
    return () => {};
  }
  return () => rmSync(path, { force: true });
}

/** The lab that has noted itself for a run folder; undefined when none runs, or when the note is not ours. */
export function recordedHolder(runDir: string): ProcessIdentity | undefined {
  const path = recordFile(runDir);
  try {
    const note = lstatSync(path);
    if (!note.isFile() || note.uid !== process.getuid?.()) return undefined;
    const holder = JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
    return isRunning(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function recordFile(runDir: string): string {
  return `${shortDir(runDir)}.json`;
}
