/** Builds the applications' images by the repository's Dockerfile, on base images of this machine's own files. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importNodeImage, importRuntimeImage } from './base-image.ts';
import type { DockerEngine } from './docker-engine.ts';

export const root = resolve(import.meta.dirname, '../../..');

/** Names of their own, so that nothing that an engine has already is replaced. */
const name = `images-test-${process.pid}`;
export const nodeImage = `${name}:node`;
export const runtimeImage = `${name}:runtime`;

/** npm's settings that say where packages come from, as a build has to know them too. */
const settings = ['registry', 'cafile', 'proxy', 'https-proxy', 'noproxy', 'strict-ssl'];
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

export async function importBaseImages(engine: DockerEngine): Promise<void> {
  await importNodeImage(engine, nodeImage, npmSettings().cafile);
  await importRuntimeImage(engine, runtimeImage);
}

export interface BuildOptions {
  readonly target?: 'app' | 'dev';
  readonly platform?: string;
  /** Build arguments, over the ones that name the application and the base images. */
  readonly args?: Readonly<Record<string, string>>;
}

/** Builds it, and returns the image's name. */
export async function buildImage(
  engine: DockerEngine,
  app: string,
  options: BuildOptions = {},
): Promise<string> {
  const { target = 'app', platform } = options;
  const image = `${name}:${[app, target, ...(platform?.split('/') ?? [])].join('-')}`;
  const args = { APP: app, NODE_IMAGE: nodeImage, RUNTIME_IMAGE: runtimeImage, ...options.args };
  const secrets = mkdtempSync(join(tmpdir(), 'npmrc-'));
  try {
    writeFileSync(join(secrets, 'npmrc'), npmrc(), { mode: 0o600 });
    await engine.docker(
      ...['build', '--network=host', `--tag=${image}`, `--secret=id=npmrc,src=${join(secrets, 'npmrc')}`],
      ...Object.entries(args).map(([key, value]) => `--build-arg=${key}=${value}`),
      // Docker's own arguments: of use in a build, and not kept in the image.
      ...proxies.filter((key) => process.env[key]).map((key) => `--build-arg=${key}`),
      ...(platform ? [`--platform=${platform}`] : []),
      `--target=${target}`,
      root,
    );
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
  return image;
}

/** An image of another platform that has nothing in it: what is put on it can be built, and not run. */
export async function emptyImage(engine: DockerEngine, platform: string): Promise<string> {
  const image = `${name}:empty`;
  const dockerfile = 'FROM scratch\nENV PATH=/usr/local/bin\n';
  await engine.dockerWith(Buffer.from(dockerfile), 'build', `--platform=${platform}`, `--tag=${image}`, '-');
  return image;
}

/** Paths of all files of the build context, as .dockerignore leaves it. */
export async function contextFiles(engine: DockerEngine): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'context-'));
  const [dockerfile, archive] = [join(folder, 'Dockerfile'), join(folder, 'context.tar')];
  try {
    writeFileSync(dockerfile, 'FROM scratch\nCOPY . /context/\n');
    const image = `${name}:context`;
    await engine.docker('build', `--file=${dockerfile}`, `--tag=${image}`, root);
    const container = await engine.docker('create', image, 'none');
    await engine.docker('export', `--output=${archive}`, container);
    await engine.docker('rm', container);
    const listed = execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).split('\n');
    return listed.flatMap((path) => /^context\/(.*[^/])$/.exec(path)?.[1] ?? []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes what was imported and built, where the engine is not the tests' own. */
export async function removeImages(engine: DockerEngine): Promise<void> {
  const images = await engine.docker('images', '--quiet', name);
  if (images) await engine.docker('rmi', '--force', ...new Set(images.split('\n')));
}

/** The user's file, which may have a token, and over it the settings in force (environment, global file). */
function npmrc(): string {
  const own = process.env.NPM_CONFIG_USERCONFIG ?? join(homedir(), '.npmrc');
  const lines = Object.entries(npmSettings()).map(([key, value]) => `${key}=${value}`);
  return [existsSync(own) ? readFileSync(own, 'utf8') : '', ...lines, ''].join('\n');
}

function npmSettings(): Readonly<Record<string, string>> {
  const listed = execFileSync('npm', ['config', 'list', '--long', '--json'], { cwd: root, encoding: 'utf8' });
  const inForce: Readonly<Record<string, unknown>> = {
    ...JSON.parse(listed),
    // Of a machine whose certificates Node is told of by its environment.
    ...(process.env.NODE_EXTRA_CA_CERTS && { cafile: process.env.NODE_EXTRA_CA_CERTS }),
  };
  const written = settings.map((key) => [key, [inForce[key] ?? ''].flat().join(',')] as const);
  return Object.fromEntries(written.filter(([, value]) => value !== ''));
}
