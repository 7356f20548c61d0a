import { endGroups, isRunning, type ProcessIdentity } from '@lab/process';
import { type RunState, readRunState, writeRunState } from './run-state.ts';

/** After SIGTERM, in milliseconds; nobody waits for what a killed lab's pods have in flight. */
const GRACE_MS = 3_000;

/** What a killed lab left running: each process that still is the one that was written down. */
export function survivorsOf(runDir: string): ProcessIdentity[] {
  return readRunState(runDir).processes.filter(isRunning);
}

/**
 * Ends what a killed lab left running, with its process groups, and notes that it is gone. To be called by whoever
 * holds the run folder.
 *
 * @returns the state that the killed lab left
 * @throws LabError DISK when the state cannot be written
 */
export async function endSurvivors(runDir: string): Promise<RunState> {
  const state = readRunState(runDir);
  await endGroups(state.processes, GRACE_MS);
  if (state.processes.length > 0) writeRunState(runDir, { processes: [], ports: state.ports });
  return state;
}
