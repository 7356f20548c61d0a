import { existsSync } from 'node:fs';
import { LabError } from '@lab/errors';
import { waitUntilEnded } from '@lab/process';
import { labPaths } from './lab-paths.ts';
import { endSurvivors, survivorsOf } from './run-state/end-survivors.ts';
import { lockHolder, lockRunDir } from './run-state/run-lock.ts';

/** Longer than the longest grace period that pods usually have (30 s), in milliseconds. */
const STOP_MS = 90_000;

/** Which processes of a lab there are, whether it answers or not. */
export interface LabProcesses {
  /** The lab itself, also while it is starting or stopping. */
  readonly lab?: number;
  /** What runs of a lab that was killed: applications and Envoys without anyone who looks after them. */
  readonly survivors: readonly number[];
}

/** Looks at the process table, not at the lab. */
export function labProcesses(root: string): LabProcesses {
  const { run } = labPaths(root);
  const lab = lockHolder(run)?.pid;
  return lab === undefined ? { survivors: survivorsOf(run).map(({ pid }) => pid) } : { lab, survivors: [] };
}

/**
 * Ends a lab in whatever state it is: starting, up, stopping, or killed with its pods left behind. Resolves when
 * no process of it runs any more.
 *
 * @returns what there was to end
 * @throws LabError CONTROL when the lab does not end within 90 s of being told to
 */
export async function endLab(root: string): Promise<LabProcesses> {
  const { run } = labPaths(root);
  const before = labProcesses(root);
  const holder = lockHolder(run);
  if (holder) {
    process.kill(holder.pid, 'SIGTERM');
    if (!(await waitUntilEnded([holder], STOP_MS))) throw doesNotEnd(holder.pid);
  }
  if (!existsSync(run)) return before;
  const unlock = lockRunDir(run);
  try {
    await endSurvivors(run);
  } finally {
    unlock();
  }
  return before;
}

function doesNotEnd(pid: number): LabError {
  return new LabError(
    'CONTROL',
    `the lab (process ${pid}) did not stop within ${STOP_MS / 1_000} s`,
    `Kill it with \`kill -9 ${pid}\`. Then run the command again, which ends the processes that are left.`,
  );
}
