import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Project } from './plan-runs.ts';
import { parseEvent, type TestEvent } from './test-events.ts';

export interface VitestRun {
  /** Absolute path of the project. */
  readonly root: string;
  readonly project: Project;
  /** Part of the paths of the files to run. */
  readonly filter?: string | undefined;
  /** Set over this process's environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly onEvent: (event: TestEvent) => void;
  /** A line of vitest's report on failures, or of what tests print. */
  readonly onLine: (line: string) => void;
  /** Aborted, vitest ends its tests as on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Runs one project; resolves with vitest's exit code, null where a signal has ended it. */
export function runVitest({ root, project, filter, env, onEvent, onLine, signal }: VitestRun) {
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    ...['run', `--project=${project}`, '--passWithNoTests'],
    ...['--reporter=minimal', `--reporter=${join(import.meta.dirname, 'vitest-reporter.ts')}`],
    ...(filter === undefined ? [] : [filter]),
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const interrupt = () => child.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = parseEvent(line);
    if (event) onEvent(event);
    else onLine(line);
  });
  createInterface({ input: child.stderr }).on('line', onLine);
  return new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', interrupt);
      resolve(code);
    });
  });
}
