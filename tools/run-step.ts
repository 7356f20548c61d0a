import { runCommand } from '@lab/process';

/** One command of a check, by the file that Node runs. */
export interface Step {
  readonly name: string;
  /** Path of the JavaScript file, relative to the project, and its arguments. */
  readonly command: readonly [file: string, ...args: string[]];
}

export interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  /** stdout and stderr as they came. */
  readonly output: string;
  readonly seconds: number;
}

/** Milliseconds that tests have to end what they have started. */
const CLEANS_UP_WITHIN = 120_000;

// The tools see a pipe, or take CI for a reason to colour all the same: what this process may do, they may.
const colours = process.stdout.hasColors?.()
  ? { FORCE_COLOR: '1' }
  : { NO_COLOR: '1', FORCE_COLOR: undefined };

/**
 * Runs a step with this Node and no shell; waits for its end.
 *
 * @param onOutput given, output goes there as it comes too.
 * @param signal aborted, the step is interrupted as by Ctrl-C.
 */
export async function runStep(
  root: string,
  step: Step,
  onOutput?: (text: string) => void,
  signal?: AbortSignal,
): Promise<StepResult> {
  const start = performance.now();
  let output = '';
  const collect = (text: string) => {
    output += text;
    onOutput?.(text);
  };
  const { ok } = await runCommand(process.execPath, step.command, {
    cwd: root,
    env: { ...process.env, ...colours },
    onStdout: collect,
    onStderr: collect,
    signal,
    endSignal: 'SIGINT',
    graceMs: CLEANS_UP_WITHIN,
  });
  return { name: step.name, passed: ok, output, seconds: (performance.now() - start) / 1000 };
}
