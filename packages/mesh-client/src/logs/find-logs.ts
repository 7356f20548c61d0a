import { labPaths } from '@lab/local';
import { findLab } from '../lab/lab-client.ts';
import { type LogFile, listLogs } from './log-files.ts';
import { selectLogs } from './select-logs.ts';

/** The log files that a name means. */
export interface LogSelection {
  readonly files: readonly LogFile[];
  /** The pods that the name means have ended; only their logs are left. */
  readonly ended: boolean;
  /** Every log file of the lab, those of ended pods too. */
  readonly all: readonly LogFile[];
}

/**
 * The logs of the lab on this machine that a name means, as {@link selectLogs} reads it: those of pods that run, or, where
 * none is called that, those of pods that have ended. The lab need not be up.
 *
 * @param root absolute path of the project
 */
export async function findLogs(root: string, name: string): Promise<LogSelection> {
  const all = await listLogs(labPaths(root).logs);
  const running = await runningLogs(root);
  const current = running ? all.filter(({ path, part }) => part === 'lab' || running.has(path)) : all;
  const chosen = selectLogs(current, name);
  if (chosen.length > 0) return { files: chosen, ended: false, all };
  const files = selectLogs(all, name);
  return { files, ended: files.length > 0, all };
}

/** The paths of the logs of pods that are there; undefined when the lab is not up. */
async function runningLogs(root: string): Promise<ReadonlySet<string> | undefined> {
  const lab = await findLab(root);
  const pods = (await lab?.status())?.pods;
  return pods && new Set(pods.flatMap((pod) => Object.values(pod.logs)));
}
