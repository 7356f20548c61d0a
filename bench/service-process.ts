import { spawn } from 'node:child_process';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '@lab/process';
import { NotMeasured } from './not-measured.ts';

/** A running service, by itself: no sidecar, no capture. */
export interface ServiceProcess {
  readonly pid: number;
  /** Where it answers, without a path. */
  readonly url: string;
  /** Milliseconds from the start of the process until `/readyz` answered 200. */
  readonly startMs: number;
  /** SIGTERM, and SIGKILL when it is still there after 10 s. */
  stop(): Promise<void>;
}

export interface ServiceOptions {
  /** Arguments for Node. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

const READY_MS = 60_000;
const GRACE_MS = 10_000;

/** @throws NotMeasured when it ends, or is not ready within a minute */
export async function startService({ args, cwd, env, signal }: ServiceOptions): Promise<ServiceProcess> {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...env },
  });
  const stop = () => endProcess(child, GRACE_MS);
  try {
    for (const deadline = start + READY_MS; !(await isReady(port)); await sleep(2)) {
      signal.throwIfAborted();
      if (child.exitCode !== null)
        throw new NotMeasured(`node ${args.join(' ')} ended with ${child.exitCode}`);
      if (performance.now() > deadline) throw new NotMeasured(`node ${args.join(' ')} does not get ready`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const startMs = performance.now() - start;
  return { pid: child.pid as number, url: `http://127.0.0.1:${port}`, startMs, stop };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
    });
    outgoing.on('error', () => resolve(false));
    outgoing.end();
  });
}

/** A port that nobody has just now. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
