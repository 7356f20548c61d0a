import { spawn } from 'node:child_process';

/** How a command ended. `missing`: there is no such program; otherwise it ran and `ok` says that it exited with 0. */
export interface CommandResult {
  readonly missing: boolean;
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Given stderr as it comes. */
  readonly onStderr?: (text: string) => void;
  /** Given stdout as it comes. */
  readonly onStdout?: (text: string) => void;
  /** Written to stdin, which stays open until the program ends; without it there is none. */
  readonly input?: string;
  /** Aborted, it ends the program and those that it has started by SIGTERM. */
  readonly signal?: AbortSignal;
}

/** Runs a program without a shell and collects what it printed. Never throws for what the program does. */
export function runCommand(
  program: string,
  args: readonly string[],
  { env = process.env, onStderr, onStdout, input, signal }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    // A process group of its own, which Ctrl-C does not reach by itself and `end` reaches as a whole.
    const detached = signal !== undefined;
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached });
    // A program may end before it has read all.
    child.stdin.on('error', () => {});
    if (input === undefined) child.stdin.end();
    else child.stdin.write(input);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
        if (stream === 'stderr') onStderr?.(text);
        else onStdout?.(text);
      });
    }
    const end = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    };
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    child.on('error', (error) => resolve({ missing: true, ok: false, stdout: '', stderr: error.message }));
    child.on('exit', () => signal?.removeEventListener('abort', end));
    child.on('close', (status) => resolve({ missing: false, ok: status === 0, ...output }));
  });
}
