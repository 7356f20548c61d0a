import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How an application is started: arguments for Node, in a folder. */
export interface StartCommand {
  readonly args: readonly string[];
  readonly cwd: string;
}

/**
 * Reads the `start` script of a folder's package.json, which has to be a plain `node …`: it is run without npm
 * and without a shell, so that the process that is started is the application itself and gets its signals.
 *
 * @returns the command, or in words why there is none
 */
export function readStartCommand(cwd: string): StartCommand | string {
  const path = join(cwd, 'package.json');
  if (!existsSync(path)) return 'has no package.json';
  const start = readStart(path);
  if (start === undefined) return 'has no start script in its package.json';
  const [program, ...args] = start.trim().split(/\s+/);
  if (program !== 'node' || /["'`$|&;<>]/.test(start))
    return `has the start script "${start}", which is no plain node command`;
  return { args, cwd };
}

function readStart(path: string): string | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).scripts?.start;
  } catch {
    return undefined;
  }
}
