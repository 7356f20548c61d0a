import { spawn } from 'node:child_process';

/** How a command ended. `missing`: there is no such program; otherwise it ran and `status` is its exit code. */
export interface CommandResult {
  readonly missing: boolean;
  /** Exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly onOutput?: (text: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program by SIGTERM. */
  readonly signal?: AbortSignal;
}

/** Runs a program without a shell and collects what it printed. Never throws for what the program does. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: options.env ?? process.env,
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        options.onOutput?.(text);
      });
    }
    const end = () => child.kill('SIGTERM');
    options.signal?.addEventListener('abort', end, { once: true });
    child.on('error', (error) => resolve({ missing: true, status: null, stdout: '', stderr: error.message }));
    child.on('close', (status) => {
      options.signal?.removeEventListener('abort', end);
      resolve({ missing: false, status, ...output });
    });
  });
}
