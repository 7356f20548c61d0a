import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { identify, isRunning, type ProcessIdentity } from '@lab/process';
import { diskError } from '../system-error.ts';
import { recordedHolder, recordHolder } from './lab-record.ts';

/**
 * Takes hold of the run folder: at most one lab a project. Two that start at once meet at the lock file,
 * which only one can create.
 *
 * @returns a function that lets go
 * @throws LabError LAB_ALREADY_UP when another lab has it, DISK when the folder cannot be written
 */
export function lockRunDir(runDir: string): () => void {
  const path = lockFile(runDir);
  try {
    if (recordedHolder(runDir)) throw alreadyUp();
    mkdirSync(runDir, { recursive: true, mode: 0o700 });
    const unlock = takeLock(path);
    const forget = recordHolder(runDir);
    return () => {
      unlock();
      forget();
    };
  } catch (error) {
    throw error instanceof LabError ? error : diskError(path, error);
  }
}

/** Milliseconds between two looks at the lock. */
const LOOK_MS = 1_000;

/**
 * Calls back once when the lock that this process has taken is not there any more, because somebody has removed the
 * folder: whoever comes next then finds no lab, and the lab has to end.
 *
 * @returns a function that ends the looking
 */
export function whenLockIsLost(runDir: string, onLost: () => void): () => void {
  const own = JSON.stringify(identify(process.pid));
  const timer = setInterval(() => {
    if (readLock(lockFile(runDir)) === own) return;
    clearInterval(timer);
    onLost();
  }, LOOK_MS);
  return () => clearInterval(timer);
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
  return readHolder(lockFile(runDir)) ?? recordedHolder(runDir);
}

function lockFile(runDir: string): string {
  return join(runDir, 'lock.json');
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(readLock(path) ?? '') as ProcessIdentity;
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

function alreadyUp(): LabError {
  return new LabError(
    'LAB_ALREADY_UP',
    'the lab is already up, or is starting or stopping',
    '`./lab status` shows it, `./lab down` stops it.',
  );
}
