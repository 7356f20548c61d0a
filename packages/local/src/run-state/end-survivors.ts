import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from './process-identity.ts';
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
 * @throws LocalError DISK when the state cannot be written
 */
export async function endSurvivors(runDir: string): Promise<RunState> {
  const state = readRunState(runDir);
  const survivors = survivorsOf(runDir);
  for (const [signal, graceMs] of [
    ['SIGTERM', GRACE_MS],
    ['SIGKILL', GRACE_MS],
  ] as const) {
    for (const { pid } of survivors.filter(isRunning)) signalGroup(pid, signal);
    await waitUntilEnded(survivors, graceMs);
  }
  if (state.processes.length > 0) writeRunState(runDir, { processes: [], ports: state.ports });
  return state;
}

/** Waits until none of them runs, at most `timeoutMs` milliseconds. Returns whether none does. */
export async function waitUntilEnded(
  processes: readonly ProcessIdentity[],
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (processes.some(isRunning)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
