import { spawn } from 'node:child_process';
import { coldStartCounter } from './cold-starts.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  /** Also the number of its process group: a signal to it is what Ctrl-C in a terminal is. */
  readonly pid: number;
  /** What it has written so far, to stdout and stderr. */
  output(): string;
  /** Rejects when a signal has ended it. */
  readonly ended: Promise<Ended>;
}

/** What a command runs in. */
export interface Surroundings {
  readonly cwd: string;
  /** Set over this process's own. */
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a program without a shell, as the leader of a process group of its own. */
export function startProgram(program: string, args: readonly string[], { cwd, env }: Surroundings): Running {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const written = { stdout: '', stderr: '' };
  const command = [program, ...args].join(' ');
  const countStart = coldStartCounter(command);
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      countStart(written[name]);
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === null ? reject(new Error(`${command} was ended by ${signal}`)) : resolve({ code, ...written }),
    );
  });
  // Awaited by whoever wants to know.
  ended.catch(() => {});
  return { pid: child.pid as number, output: () => written.stdout + written.stderr, ended };
}
