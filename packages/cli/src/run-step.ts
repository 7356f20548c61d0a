import { spawn } from 'node:child_process';

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

/**
 * Runs a step with this Node and no shell; waits for its end.
 *
 * @param onOutput given, output goes there as it comes too.
 * @param signal aborted, the step is interrupted as by Ctrl-C.
 */
export function runStep(
  root: string,
  step: Step,
  onOutput?: (text: string) => void,
  signal?: AbortSignal,
): Promise<StepResult> {
  const start = performance.now();
  const child = spawn(process.execPath, [...step.command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colours },
  });
  const interrupt = () => child.kill('SIGINT');
  signal?.addEventListener('abort', interrupt, { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput?.(text);
    });
  }
  return new Promise((resolve) => {
    const end = (passed: boolean) => {
      signal?.removeEventListener('abort', interrupt);
      resolve({ name: step.name, passed, output, seconds: (performance.now() - start) / 1000 });
    };
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}
