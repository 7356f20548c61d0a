import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import type { EnvoyError } from './envoy-error.ts';
import { exitError } from './exit-error.ts';

export interface EnvoyProcessOptions {
  /** Path of the binary, from findEnvoy. */
  readonly binary: string;
  /** Path of the bootstrap, JSON or YAML. */
  readonly configPath: string;
  /** File that Envoy's own log is appended to. */
  readonly logPath: string;
}

/** A running Envoy. It is in a process group of its own: Ctrl-C in a terminal reaches the lab only. */
export interface EnvoyProcess {
  readonly pid: number;
  /** The last 64 KiB of its log: enough for what made it refuse something or give up. */
  recentLog(): string;
  /** Settles when the process has ended: undefined after a stop that was asked for, else why it ended. */
  readonly exited: Promise<EnvoyError | undefined>;
  /** SIGTERM, and SIGKILL when it is still there after `graceMs` milliseconds. */
  stop(graceMs?: number): Promise<void>;
}

const LOG_TAIL = 65_536;

/** How long a draining Envoy keeps its listeners open. */
export const DRAIN_SECONDS = 2;

// Hot restart's shared memory would make several Envoys of one machine fight over a base id; the lab replaces
// processes instead. One worker thread is plenty and keeps a sidecar at about 60 MiB.
const ARGUMENTS = [
  ['--concurrency', '1'],
  ['--file-flush-interval-msec', '100'],
  ['--drain-time-s', String(DRAIN_SECONDS)],
  // From the first second on every answer says `connection: close`, not just more and more of them.
  ['--drain-strategy', 'immediate'],
  ['--disable-hot-restart'],
  ['--log-level', 'warning'],
].flat();

/**
 * Starts Envoy. Returns as soon as the process is there; whether it is ready the admin socket tells.
 *
 * @throws the system's error when the binary or the log file cannot be opened
 */
export async function startEnvoy(options: EnvoyProcessOptions): Promise<EnvoyProcess> {
  const file = openSync(options.logPath, 'a', 0o600);
  const child = spawn(options.binary, ['-c', options.configPath, ...ARGUMENTS], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const recentLog = keepLog(child, file);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  let stopping = false;
  const exited = new Promise<EnvoyError | undefined>((resolve) => {
    // Not 'exit': its last words may still be on their way.
    child.once('close', (status, signal) => {
      resolve(stopping ? undefined : exitError(recentLog(), status, signal));
    });
  });
  const stop = async (graceMs = 2_000) => {
    stopping = true;
    await endProcess(child, graceMs);
    await exited;
  };
  return { pid: child.pid as number, recentLog, exited, stop };
}

/**
 * Writes what a process says into a file. Not by handing it the file: an Envoy whose lab was killed complains of
 * that some hundred times a second, and would go on until the disk is full. So it talks to nobody.
 */
function keepLog(child: ChildProcessByStdio<null, Readable, Readable>, file: number): () => string {
  let recent = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      recent = (recent + text).slice(-LOG_TAIL);
      try {
        writeSync(file, text);
      } catch {
        // A full disk loses the log and nothing else.
      }
    });
  }
  child.once('close', () => closeSync(file));
  return () => recent;
}

async function endProcess(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
