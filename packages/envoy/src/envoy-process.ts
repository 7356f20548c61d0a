import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { LabError } from '@lab/errors';
import { endProcess } from '@lab/process';
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
  /** Settles when the process has ended: undefined after a stop that was asked for, else why it ended. */
  readonly exited: Promise<LabError | undefined>;
  /** SIGTERM, and SIGKILL when it is still there after `graceMs` milliseconds. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * How long a draining Envoy keeps its listeners open, and how long it keeps the connections of a listener or filter chain
 * that an update has replaced (Envoy, "Draining"). At the end of it Envoy closes those at once, also one that carries a
 * request: a caller of it gets 503 `UC`, and its own log has `DC` (Istio has 45 s for it, ProxyConfig `drainDuration`). An idle
 * connection is served by the filters of before until then, so that a longer time would put off every change of a policy.
 */
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
  const log = openSync(options.logPath, 'a', 0o600);
  const begin = fstatSync(log).size;
  const child = spawn(options.binary, ['-c', options.configPath, ...ARGUMENTS], {
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  let stopping = false;
  const exited = new Promise<LabError | undefined>((resolve) => {
    child.once('exit', async (status, signal) => {
      resolve(stopping ? undefined : exitError(await readTail(options.logPath, begin), status, signal));
    });
  });
  const stop = async (graceMs = 2_000) => {
    stopping = true;
    await endProcess(child, graceMs);
    await exited;
  };
  return { pid: child.pid as number, exited, stop };
}

/** The last 64 KiB of what a log has from `begin` on, in bytes: enough for what made Envoy give up. */
async function readTail(path: string, begin: number): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  // Somebody has removed it.
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const length = Math.min(Math.max(0, size - begin), 65_536);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}
