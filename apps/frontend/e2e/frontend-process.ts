import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { BackendStandIn } from './backend-stand-in.ts';

const folder = path.dirname(import.meta.dirname);

export type FrontendProcess = {
  readonly url: string;
  readonly process: ChildProcess;
  /** What it logged so far, one JSON object a line. */
  readonly log: readonly Record<string, unknown>[];
  /** Sends SIGTERM and resolves to the exit code. */
  stop(): Promise<number | null>;
};

/**
 * Starts the built server as `npm start` does, on a free port of loopback, as the pod `frontend-stable-1`; the backend
 * takes its calls and its spans.
 */
export async function startFrontend(
  backend: BackendStandIn,
  env: Readonly<Record<string, string>> = {},
): Promise<FrontendProcess> {
  const { scripts } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const [, ...args] = scripts.start.split(' ');
  const pod = { APP_NAME: 'frontend', APP_VERSION: 'stable', POD_NAME: 'frontend-stable-1' };
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      POD_NAMESPACE: 'frontend',
      BACKEND_URL: backend.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
      ...pod,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const log: Record<string, unknown>[] = [];
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const port = await new Promise<unknown>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line);
      log.push(entry);
      if (entry.message === 'listening') resolve(entry.port);
    });
    exited.then((code) => reject(new Error(`the frontend ended with ${code} before it listened`)));
  });
  const stop = () => {
    child.kill('SIGTERM');
    return exited;
  };
  return { url: `http://127.0.0.1:${port}`, process: child, log, stop };
}
