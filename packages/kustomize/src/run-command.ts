import { execFile } from 'node:child_process';

/** How a command ended. `missing`: there is no such program. */
export interface CommandResult {
  readonly missing: boolean;
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell. Never throws for what the program does. */
export function runCommand(
  program: string,
  args: readonly string[],
  env = process.env,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(program, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const missing = typeof error?.code === 'string';
      resolve({ missing, ok: !error, stdout, stderr: stderr || (error?.message ?? '') });
    });
  });
}
