import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../../bench/service-process.ts';
import type { DockerEngine } from './docker-engine.ts';

/** A container of one application, on a port of loopback. */
export interface AppContainer {
  readonly url: string;
  /** What JavaScript, run by the image's own Node in the container, prints. */
  evaluate(script: string): Promise<string>;
  logs(): Promise<string>;
  /** Puts a file in place, its path from the root, as skaffold does: `tar` in the container, by its own user. */
  copy(path: string, text: string): Promise<void>;
  /** SIGTERM, and the exit code. */
  stop(): Promise<number>;
  remove(): Promise<void>;
}

/** What k8s/base asks for: its securityContext, in Docker's words. Containers share this machine's network. */
const restricted = ['--cap-drop=ALL', '--security-opt=no-new-privileges'];

/** Starts it, and waits for it to be ready. Its root is read-only, unless it is to be copied into. */
export async function runApp(
  engine: DockerEngine,
  image: string,
  env: Readonly<Record<string, string>>,
  { writable = false } = {},
): Promise<AppContainer> {
  const port = await freePort();
  const variables = { HOST: '127.0.0.1', PORT: String(port), ...env };
  const container = await engine.docker(
    ...['run', '--detach', '--network=host', ...restricted, ...(writable ? [] : ['--read-only'])],
    ...Object.entries(variables).map(([key, value]) => `--env=${key}=${value}`),
    image,
  );
  const app: AppContainer = {
    url: `http://127.0.0.1:${port}`,
    evaluate: (script) => engine.docker('exec', container, 'node', '--eval', script),
    logs: () => engine.docker('logs', container),
    copy: (path, text) => copyInto(engine, container, path, text),
    stop: async () => {
      await engine.docker('stop', '--time=20', container);
      return Number(await engine.docker('inspect', '--format={{.State.ExitCode}}', container));
    },
    remove: async () => {
      await engine.docker('rm', '--force', container);
    },
  };
  await becomesReady(app);
  return app;
}

async function becomesReady(app: AppContainer): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    if (
      await fetch(`${app.url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await wait(250);
  }
  const written = await app.logs();
  await app.remove();
  throw new Error(`${app.url} is not ready after a minute:\n${written}`);
}

/** `kubectl exec -i … -- tar xmf - -C / --no-same-owner`: skaffold, pkg/skaffold/sync/kubectl.go. */
async function copyInto(engine: DockerEngine, container: string, path: string, text: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sync-'));
  try {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    const archive = execFileSync('tar', ['-C', folder, '-cf', '-', path]);
    const tar = ['tar', 'xmf', '-', '-C', '/', '--no-same-owner'];
    await engine.dockerWith(archive, 'exec', '--interactive', container, ...tar);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
