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

// The tools see a pipe, or take CI for a reason to colour all the same: what this process may do, they may.
const colours = process.stdout.hasColors?.()
  ? { FORCE_COLOR: '1' }
  : { NO_COLOR: '1', FORCE_COLOR: undefined };

/** Runs a step with this Node and no shell; waits for its end. */
export async function runStep(root: string, step: Step): Promise<StepResult> {
  const start = performance.now();
  let output = '';
  const collect = (text: string) => {
    output += text;
  };
  const { ok, missing, stderr } = await runCommand(process.execPath, step.command, {
    cwd: root,
    env: { ...process.env, ...colours },
    onStdout: collect,
    onStderr: collect,
  });
  return {
    name: step.name,
    passed: ok,
    output: missing ? stderr : output,
    seconds: (performance.now() - start) / 1000,
  };
}
