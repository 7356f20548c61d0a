import { join } from 'node:path';
import { runCommand } from '@lab/process';
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

/** Milliseconds that tests have to end what they have started. */
const CLEANS_UP_WITHIN = 120_000;

/** Runs one project; resolves with whether vitest ended with 0. */
export async function runVitest({ root, project, filter, env, onEvent, onLine, signal }: VitestRun) {
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    ...['run', `--project=${project}`],
    ...['--reporter=minimal', `--reporter=${join(import.meta.dirname, 'vitest-reporter.ts')}`],
    ...(filter === undefined ? [] : [filter]),
  ];
  const read = (line: string) => {
    const event = parseEvent(line);
    if (event) onEvent(event);
    else onLine(line);
  };
  const [stdout, stderr] = [lineReader(read), lineReader(onLine)];
  const { ok } = await runCommand(process.execPath, args, {
    ...{ cwd: root, env: { ...process.env, ...env }, signal },
    ...{ endSignal: 'SIGINT', graceMs: CLEANS_UP_WITHIN },
    ...{ onStdout: stdout.read, onStderr: stderr.read },
  });
  stdout.end();
  stderr.end();
  return ok;
}

/** Cuts a text that comes in pieces into lines. */
function lineReader(onLine: (line: string) => void) {
  let rest = '';
  return {
    read: (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    },
    end: () => {
      if (rest !== '') onLine(rest);
    },
  };
}
