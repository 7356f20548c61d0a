import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '@lab/process';
import { diskError } from '../system-error.ts';

/** What a lab leaves on disk, so that the next one can clean up after a kill -9. */
export interface RunState {
  readonly lab?: ProcessIdentity;
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

/**
 * Written without a pause: a process that was started and is not in the file yet would survive a kill -9. A folder that
 * somebody has removed is not made again: the lab that it belonged to is about to stop.
 */
export function writeRunState(runDir: string, state: RunState): void {
  if (!existsSync(runDir)) return;
  const path = join(runDir, 'state.json');
  try {
    writeFileSync(`${path}.tmp`, JSON.stringify(state, undefined, 1), { mode: 0o600 });
    renameSync(`${path}.tmp`, path);
  } catch (error) {
    throw diskError(path, error);
  }
}
