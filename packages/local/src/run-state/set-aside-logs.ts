import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** `NAMESPACE.POD.log` and the like, and access logs that were set aside; the lab's own have no dot in their names. */
const OF_A_POD = /^[^.]+\..+\.log(\.1)?$/;

/**
 * Moves the logs of pods to the folder `previous`, in place of those that are there: a log is about one run of the lab,
 * and about no pod that is not there.
 */
export function setAsideLogs(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => OF_A_POD.test(name));
  if (names.length === 0) return;
  const previous = join(folder, 'previous');
  rmSync(previous, { recursive: true, force: true });
  mkdirSync(previous, { mode: 0o700 });
  for (const name of names) renameSync(join(folder, name), join(previous, name));
}
