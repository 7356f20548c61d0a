import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diskError } from '../disk-error.ts';
import { LocalError } from '../local-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/**
 * Takes hold of the run folder: at most one lab a project. Two that start at once meet at the lock file,
 * which only one can create.
 *
 * @returns a function that lets go
 * @throws LocalError LAB_ALREADY_UP when another lab has it, DISK when the folder cannot be written
 */
export function lockRunDir(runDir: string): () => void {
  const path = lockFile(runDir);
  try {
    mkdirSync(runDir, { recursive: true, mode: 0o700 });
    return takeLock(path);
  } catch (error) {
    throw error instanceof LocalError ? error : diskError(path, error);
  }
}

function takeLock(path: string): () => void {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identify(process.pid)), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      if (link(own, path)) return () => rmSync(path, { force: true });
      if (readHolder(path)) throw alreadyUp();
      removeStale(path, `${own}.stale`);
    }
    throw alreadyUp();
  } finally {
    rmSync(own, { force: true });
  }
}

/** The lab that has the run folder, also while it is starting or stopping; undefined when none runs. */
export function lockHolder(runDir: string): ProcessIdentity | undefined {
  return readHolder(lockFile(runDir));
}

function lockFile(runDir: string): string {
  return join(runDir, 'lock.json');
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
    return isRunning(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** A link, unlike a file that is opened and then written, is there with its text or not at all. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moved first and looked at again: another lab may have put its own lock there in the meantime. */
function removeStale(path: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (readHolder(aside)) link(aside, path);
  rmSync(aside, { force: true });
}

function alreadyUp(): LocalError {
  return new LocalError(
    'LAB_ALREADY_UP',
    'the lab is up already, or is just starting or stopping',
    '`./lab status` shows it, `./lab down` stops it.',
  );
}
