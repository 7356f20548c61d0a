import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { signalGroup } from './end-process.ts';
import { isLimit } from './is-limit.ts';

type EndReason = 'abort' | 'timeout' | 'output';

/** How a command ended. `missing`: it could not be started, and `stderr` says why; otherwise it ran. */
export interface CommandResult {
  readonly missing: boolean;
  /** It ran to its own end and exited with 0. */
  readonly ok: boolean;
  /** Exit code; null when a signal ended it, or it never ran. */
  readonly status: number | null;
  /** Empty where it went to `onStdout`. */
  readonly stdout: string;
  /** Where a limit ended it before it wrote anything here, which limit that was. */
  readonly stderr: string;
  /** Why {@link runCommand} ended it: its signal, its time or its output. */
  readonly endedBy?: EndReason;
}

export interface CommandOptions {
  /** Working directory; that of this process when absent. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Written to stdin, which is then closed; absent: stdin is empty. */
  readonly input?: string | Uint8Array;
  /** Leaves stdin open until the program ends. */
  readonly keepsStdinOpen?: boolean;
  /** Given stdout as it comes; nothing of it is kept then, and no limit counts it. */
  readonly onStdout?: (text: string) => void;
  /** How the bytes of stdout become text; UTF-8 when absent. Of `latin1`, every character is a byte. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Given stderr as it comes. */
  readonly onStderr?: (text: string) => void;
  /** Aborted, it ends the program and those that the program has started. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the program may take; no limit when absent. */
  readonly timeoutMs?: number;
  /** Characters that are kept of stdout and stderr together; 64 Mi when absent. A program that writes more is ended. */
  readonly maxOutput?: number;
  /** What ends it at first; SIGTERM when absent. */
  readonly endSignal?: NodeJS.Signals;
  /** Milliseconds from that signal to SIGKILL; 10 s when absent. */
  readonly graceMs?: number;
}

const MAX_OUTPUT = 64 * 2 ** 20;
const GRACE_MS = 10_000;

/**
 * Runs a program without a shell and collects what it writes. Never throws for what the program does.
 *
 * With a `signal` or a time limit the program leads a process group of its own: Ctrl-C in a terminal does not reach it, and
 * all that it has started is ended with it. Otherwise it is in the group of this process, and Ctrl-C ends it too.
 *
 * @throws the system's error where a limit of this machine lets no program start, see `isLimit`
 */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { cwd, env = process.env, signal, timeoutMs, maxOutput = MAX_OUTPUT } = options;
  const output = { stdout: '', stderr: '' };
  if (signal?.aborted) {
    return Promise.resolve({ missing: false, ok: false, status: null, ...output, endedBy: 'abort' });
  }
  const detached = signal !== undefined || timeoutMs !== undefined;
  let child: ChildProcessWithoutNullStreams;
  try {
    child = spawn(program, args, { env, detached, ...(cwd !== undefined && { cwd }) });
  } catch (error) {
    // Node throws what is not in its list of common failures, such as ENOTDIR.
    if (isLimit(error)) return Promise.reject(error);
    const { message } = error as Error;
    return Promise.resolve({ missing: true, ok: false, status: null, stdout: '', stderr: message });
  }
  // Without a file to spare, it has no pipes.
  if (!child.stdin) return new Promise((_, reject) => child.once('error', reject));
  const { pid } = child;
  let endedBy: EndReason | undefined;
  let kill: NodeJS.Timeout | undefined;
  const send = (name: NodeJS.Signals) => {
    if (detached && pid !== undefined) signalGroup(pid, name);
    else child.kill(name);
  };
  const end = (reason: EndReason) => {
    if (endedBy !== undefined) return;
    endedBy = reason;
    send(options.endSignal ?? 'SIGTERM');
    kill = setTimeout(() => {
      send('SIGKILL');
      // What has left the group may hold the pipes open.
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
    }, options.graceMs ?? GRACE_MS);
  };
  const abort = () => end('abort');
  signal?.addEventListener('abort', abort, { once: true });
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), timeoutMs);

  writeInput(child, options);
  const keep = (name: 'stdout' | 'stderr') => (text: string) => {
    if (endedBy === 'output') return;
    if (output.stdout.length + output.stderr.length + text.length > maxOutput) return end('output');
    output[name] += text;
    if (name === 'stderr') options.onStderr?.(text);
  };
  child.stdout.setEncoding(options.encoding ?? 'utf8').on('data', options.onStdout ?? keep('stdout'));
  child.stderr.setEncoding('utf8').on('data', keep('stderr'));
  return new Promise((resolve, reject) => {
    const settle = (result: CommandResult) => {
      clearTimeout(timer);
      clearTimeout(kill);
      signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    child.on('error', (error) => {
      // Of one that runs: a signal could not be sent to it.
      if (pid !== undefined) return;
      if (isLimit(error)) return reject(error);
      const { message } = error;
      settle({ missing: true, ok: false, status: null, stdout: '', stderr: message });
    });
    child.on('close', (status) => {
      // What it has started, and that holds no pipe, goes with it.
      if (endedBy !== undefined) send('SIGKILL');
      const ok = status === 0 && endedBy === undefined;
      if (endedBy) output.stderr ||= limitMessage(endedBy, timeoutMs, maxOutput);
      settle({ missing: false, ok, status, ...output, ...(endedBy && { endedBy }) });
    });
  });
}

function limitMessage(endedBy: EndReason, timeoutMs: number | undefined, maxOutput: number): string {
  if (endedBy === 'timeout') return `it took longer than ${(timeoutMs ?? 0) / 1_000} s`;
  return endedBy === 'output' ? `it wrote more than ${maxOutput} characters` : '';
}

function writeInput(
  { stdin }: ChildProcessWithoutNullStreams,
  { input = '', keepsStdinOpen }: CommandOptions,
): void {
  // A program may end before it has read all.
  stdin.on('error', () => {});
  if (keepsStdinOpen) stdin.write(input);
  else stdin.end(input);
}
