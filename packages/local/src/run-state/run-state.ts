import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalError } from '../local-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process-identity.ts';

/** What a lab leaves on disk, so that the next one can clean up after a kill -9. */
export interface RunState {
  readonly lab?: ProcessIdentity;
  readonly controlSocket?: string;
  readonly processes: readonly ProcessIdentity[];
  /** Loopback ports by key, taken up again by the next run. */
  readonly ports: Readonly<Record<string, number>>;
}

const EMPTY: RunState = { processes: [], ports: {} };

/** Reads `state.json` of a run folder; an absent or broken file is an empty state. */
export function readRunState(runDir: string): RunState {
  try {
    return { ...EMPTY, ...JSON.parse(readFileSync(join(runDir, 'state.json'), 'utf8')) };
  } catch {
    return EMPTY;
  }
}

/** Written without a pause: a process that was started and is not in the file yet would survive a kill -9. */
export function writeRunState(runDir: string, state: RunState): void {
  const path = join(runDir, 'state.json');
  try {
    mkdirSync(runDir, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.tmp`, JSON.stringify(state, undefined, 1), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    throw new LocalError(
      'DISK',
      `cannot write ${path}: ${(error as Error).message}`,
      'Free some disk space.',
      {
        cause: error,
      },
    );
  }
}

/** Whether the lab that wrote the state is still there. */
export function isLabRunning({ lab }: RunState): boolean {
  return lab !== undefined && isRunning(lab);
}

/**
 * Takes hold of the run folder: at most one lab a project. Two that start at once meet at the lock file,
 * which only one can create.
 *
 * @returns a function that lets go
 * @throws LocalError LAB_ALREADY_UP when another lab has it
 */
export function lockRunDir(runDir: string): () => void {
  const path = join(runDir, 'lock.json');
  mkdirSync(runDir, { recursive: true, mode: 0o700 });
  const own = JSON.stringify(identify(process.pid));
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(path, own, { flag: 'wx', mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw diskError(path, error);
      if (holderIsRunning(path)) throw alreadyUp();
      rmSync(path, { force: true });
    }
  }
  throw alreadyUp();
}

function holderIsRunning(path: string): boolean {
  try {
    return isRunning(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return false;
  }
}

function alreadyUp(): LocalError {
  return new LocalError(
    'LAB_ALREADY_UP',
    'the lab is up already',
    '`./lab status` shows it, `./lab down` stops it.',
  );
}

function diskError(path: string, cause: unknown): LocalError {
  return new LocalError(
    'DISK',
    `cannot write ${path}: ${(cause as Error).message}`,
    'Free some disk space.',
    { cause },
  );
}

/**
 * Ends what a killed lab left running: each process that still is the one that was written down, with its
 * process group. SIGTERM, then SIGKILL after three seconds.
 *
 * @returns how many there were
 */
export async function endSurvivors({ processes }: RunState): Promise<number> {
  const survivors = processes.filter(isRunning);
  for (const { pid } of survivors) signalGroup(pid, 'SIGTERM');
  const deadline = Date.now() + 3_000;
  while (survivors.some(isRunning) && Date.now() < deadline) await sleep(50);
  for (const survivor of survivors.filter(isRunning)) signalGroup(survivor.pid, 'SIGKILL');
  return survivors.length;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
