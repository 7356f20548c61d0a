import { spawnSync } from 'node:child_process';

/** How a run of promtool ended, with stdout and stderr in one. */
export interface Checked {
  readonly status: number | null;
  readonly output: string;
}

/** Runs the promtool on PATH. */
export function promtool(...args: string[]): Checked {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

export const hasPromtool = promtool('--version').status === 0;
