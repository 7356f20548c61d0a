import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from './end-process.ts';
import { isRunning, type ProcessIdentity } from './process-identity.ts';

/** Milliseconds between two looks: no event tells of the end of a process that is no child of this one. */
const POLL_MS = 50;

/**
 * Ends processes that need not be children of this one, each with its process group: SIGTERM, and SIGKILL for those that
 * are still there after `graceMs` milliseconds. Resolves when none of them runs, or `graceMs` after SIGKILL.
 */
export async function endGroups(leaders: readonly ProcessIdentity[], graceMs: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const { pid } of leaders.filter(isRunning)) signalGroup(pid, signal);
    await waitUntilEnded(leaders, graceMs);
  }
}

/** Waits until none of them runs, at most `timeoutMs` milliseconds. Returns whether none does. */
export async function waitUntilEnded(
  processes: readonly ProcessIdentity[],
  timeoutMs: number,
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (processes.some(isRunning)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
