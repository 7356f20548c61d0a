/** The images, by a real Docker engine and the repository's Dockerfile, on base images that nobody has to pull. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppContainer, runApp } from '../support/images/app-container.ts';
import { type DockerEngine, noDocker, startDocker } from '../support/images/docker-engine.ts';
import {
  buildImage,
  contextFiles,
  emptyImage,
  importBaseImages,
  removeImages,
  root,
  runtimeImage,
} from '../support/images/image-build.ts';

const apps = ['ml', 'backend', 'frontend'] as const;
type App = (typeof apps)[number];

const source = 'https://example.com/mesh';
const reason = noDocker ? ` (skipped: ${noDocker})` : '';

describe.skipIf(noDocker)(`the images${reason}`, { timeout: 300_000 }, () => {
  let engine: DockerEngine;
  const images = new Map<App, string>();
  const containers = new Map<App, AppContainer>();
  const get = <T>(map: ReadonlyMap<App, T>, app: App): T => {
    const found = map.get(app);
    if (found === undefined) throw new Error(`${app} is not there: a step before failed`);
    return found;
  };

  beforeAll(async () => {
    engine = await startDocker();
    await importBaseImages(engine);
  }, 120_000);
  afterAll(async () => {
    for (const container of containers.values()) await container.remove();
    if (engine) await removeImages(engine);
    await engine?.stop();
  });

  it('are built from a context of what git knows, and of little of it', async () => {
    const files = await contextFiles(engine);
    const known = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    });
    const ignored = new Set(files).difference(new Set(known.split('\0')));
    expect([...ignored]).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['package-lock.json', 'apps/ml/generated/stable.json']));
    expect(
      files.filter((file) => /\.test\.ts$|^(k8s|docs|\.git)\/|^packages\/(?!service-kit\/)/.test(file)),
    ).toEqual([]);
    const bytes = files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0);
    expect(bytes).toBeLessThan(1_000_000);
  });

  it.each(apps)('%s is built', async (app) => {
    const args = { SOURCE: source, VERSION: '1.2.3', REVISION: 'abc123' };
    images.set(app, await buildImage(engine, app, { args }));
  });

  it.each(apps)('%s is for a user without rights, calls no shell, and says what it is', async (app) => {
    const [{ Config }] = JSON.parse(await engine.docker('inspect', get(images, app)));
    expect(Config).toMatchObject({
      User: '1000:1000',
      Entrypoint: ['node', '--disable-warning=ExperimentalWarning', '/app/exec-script.mjs'],
      Cmd: ['start'],
      WorkingDir: `/app/apps/${app}`,
    });
    expect(Config.Env).toContain('NODE_ENV=production');
    expect(Config.Labels).toEqual({
      'org.opencontainers.image.title': app,
      'org.opencontainers.image.description': `${app} of Istio the Hard Way`,
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.base.name': runtimeImage,
      'org.opencontainers.image.source': source,
      'org.opencontainers.image.version': '1.2.3',
      'org.opencontainers.image.revision': 'abc123',
    });
  });

  it('are ready with a read-only root, no capabilities and no shell', async () => {
    const urls: Record<string, string> = {};
    for (const app of apps) {
      containers.set(app, await runApp(engine, get(images, app), urls));
      urls[`${app.toUpperCase()}_URL`] = get(containers, app).url;
    }
    for (const app of apps) {
      expect((await fetch(`${get(containers, app).url}/healthz`)).status).toBe(200);
      const seen = JSON.parse(await get(containers, app).evaluate(lookAround));
      expect(seen).toEqual({ user: 1000, shells: [], writable: [] });
    }
  });

  it('answer together: frontend, backend, ml', async () => {
    const answer = await fetch(`${get(containers, 'frontend').url}/api/classify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ item: 'glass bottle' }),
    });
    expect(answer.status).toBe(200);
    const { hops } = (await answer.json()) as { hops: readonly { service: string }[] };
    expect(hops.map(({ service }) => service)).toEqual(['frontend', 'backend', 'ml']);
  });

  it('frontend has its page and the static files that the page names', async () => {
    const { url } = get(containers, 'frontend');
    const page = await (await fetch(url)).text();
    const files = [...page.matchAll(/"(\/_next\/static\/[^"\\]+)"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) expect((await fetch(`${url}${path}`)).status, path).toBe(200);
  });

  it.each(apps)('%s is the process that its start script names', async (app) => {
    const read = "console.log(JSON.stringify(fs.readFileSync('/proc/1/cmdline', 'utf8').split('\\0')))";
    const words = JSON.parse(await get(containers, app).evaluate(read)) as string[];
    expect(words.join(' ').trim()).toBe(scriptOf(app, 'start'));
  });

  it.each(apps)('%s has production dependencies only, the same on every processor', async (app) => {
    const list = "console.log(JSON.stringify(fs.readdirSync('/app', { recursive: true })))";
    const files = JSON.parse(await get(containers, app).evaluate(list)) as string[];
    const folders = ['.', 'packages/service-kit', `apps/${app}`];
    const development = folders.flatMap((folder) => Object.keys(manifest(folder).devDependencies ?? {}));
    const installed = (name: string) =>
      files.some((file) => file.endsWith(`node_modules/${name}/package.json`));
    expect(development.filter(installed)).toEqual([]);
    expect(files.filter((file) => /\.node$|\.so$/.test(file))).toEqual([]);
    const own = files.filter((file) => !file.includes('node_modules/'));
    const unused = /\.test\.ts$|^(apps|packages)\/[^/]+\/(scripts|data|e2e)$/;
    expect(own.filter((file) => unused.test(file))).toEqual([]);
  });

  it.each(apps)('%s has the size that the documentation gives', async (app) => {
    // All that the last stage puts on the base. Engines count an image's size in ways of their own.
    const own = Number(await get(containers, app).evaluate(sumOfFiles)) / 1_000_000;
    const row = new RegExp(`^\\| \`${app}\` \\| ([\\d.]+) MB`, 'm');
    const documented = row.exec(readFileSync(join(root, 'docs/kubernetes.md'), 'utf8'))?.[1];
    expect(Math.abs(own - Number(documented)), `${own.toFixed(1)} MB`).toBeLessThan(own / 10);
  });

  it('are built for another processor without running anything of it', async () => {
    const architecture = process.arch === 'arm64' ? 'amd64' : 'arm64';
    const platform = `linux/${architecture}`;
    const args = { RUNTIME_IMAGE: await emptyImage(engine, platform) };
    const image = await buildImage(engine, 'backend', { platform, args });
    expect(await engine.docker('inspect', '--format={{.Architecture}}', image)).toBe(architecture);
  });

  it.each(apps)('%s ends with 0 on SIGTERM', async (app) => {
    expect(await get(containers, app).stop()).toBe(0);
    await get(containers, app).remove();
  });

  describe('dev', () => {
    /** Runs the target `dev`, and puts an edited file in its place. */
    async function afterEdit(app: App, file: string, edit: (text: string) => string) {
      const image = await buildImage(engine, app, { target: 'dev' });
      const container = await runApp(engine, image, {}, { writable: true });
      containers.set(app, container);
      const path = `apps/${app}/${file}`;
      return {
        ...container,
        copyEdit: () => container.copy(`app/${path}`, edit(readFileSync(join(root, path), 'utf8'))),
      };
    }

    it('backend starts again with an edit that is copied into it', async () => {
      const edit = (text: string) => `${text}logger.info('edited');\n`;
      const { copyEdit, logs, url } = await afterEdit('backend', 'src/main.ts', edit);
      expect(await logs()).not.toContain('"edited"');
      await copyEdit();
      await expect.poll(logs, waiting).toContain('"edited"');
      await expect.poll(() => statusOf(`${url}/readyz`), waiting).toBe(200);
    });

    it('frontend answers as an edit says that is copied into it', async () => {
      const edit = (text: string) =>
        `${text.replace('  refuseMethod as GET,\n', '')}export const GET = () => new Response('', { status: 299 });\n`;
      const { copyEdit, url } = await afterEdit('frontend', 'app/api/classify/route.ts', edit);
      expect(await statusOf(`${url}/api/classify`)).toBe(405);
      await copyEdit();
      await expect.poll(() => statusOf(`${url}/api/classify`), waiting).toBe(299);
    });
  });
});

const waiting = { timeout: 60_000, interval: 500 };

/** Undefined while nobody listens. */
function statusOf(url: string): Promise<number | undefined> {
  return fetch(url).then(
    ({ status }) => status,
    () => undefined,
  );
}

const sumOfFiles = `
  const files = fs.readdirSync('/app', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  console.log(files.reduce((sum, { parentPath, name }) => sum + fs.statSync(parentPath + '/' + name).size, 0));`;

/** Who runs there, and what of a shell or of a place to write to there is. */
const lookAround = `
  const can = (path, mode) => { try { fs.accessSync(path, mode); return true; } catch { return false; } };
  console.log(JSON.stringify({
    user: process.getuid(),
    shells: ['/bin/sh', '/bin/bash', '/bin/busybox', '/usr/bin/env'].filter((path) => can(path)),
    writable: ['/', '/app', '/tmp', process.cwd()].filter((path) => can(path, fs.constants.W_OK)),
  }));`;

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function scriptOf(app: App, name: string): string | undefined {
  return manifest(`apps/${app}`).scripts?.[name];
}
