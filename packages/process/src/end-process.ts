import type { ChildProcess } from 'node:child_process';

/**
 * Ends a process as Kubernetes ends a container: SIGTERM to the process itself, SIGKILL to its whole group when it is
 * still there after `graceMs` milliseconds, and SIGKILL to what it leaves in its group. Resolves when it has ended; at
 * once for one that has, or that never started.
 *
 * @param child the leader of a process group (`detached`); of any other child only the process itself is ended
 */
export async function endProcess(child: ChildProcess, graceMs: number): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL') || child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
  signalGroup(pid, 'SIGKILL');
}

/** Sends a signal to each process of the group that a process leads. Returns whether there is such a group. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
