import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { runCommand } from './run-command.ts';
import { isAtLeast } from './version.ts';

/** A program that answered when asked for its version. */
export interface Program {
  /** Where it is; a bare name where the caller named one. */
  readonly path: string;
  /** `1.36.4` */
  readonly version: string;
}

/** What is asked of a program, and how. */
export interface ProgramRequirement {
  /** `kubectl` */
  readonly name: string;
  /** Arguments that make it print its version. */
  readonly versionArgs: readonly string[];
  /** The version in what it prints; undefined where another program of that name printed it. */
  readonly readVersion: (printed: string) => string | undefined;
  /** Oldest version that can be used, `1.28`. */
  readonly oldest: string;
  /** First version that can no longer be used, `4`. */
  readonly before?: string;
}

/** A place that was looked at in vain. */
export interface Refusal {
  readonly path: string;
  readonly isMissing: boolean;
  /** In words that follow the path: `is 0.32.9; version 0.33.0 or later is needed`. */
  readonly reason: string;
}

/** Milliseconds in which a program must have printed its version. */
const ANSWERS_WITHIN = 30_000;

/** Milliseconds from SIGTERM to SIGKILL: one that only prints its version has nothing to finish. */
const ENDS_WITHIN = 1_000;

/**
 * Asks one program for its version. Runs it without a shell; one that hangs is ended after 30 s, or when `signal` is aborted.
 *
 * @param env its environment; a bare name is looked up on its PATH
 * @throws the reason of the abort
 */
export async function checkProgram(
  path: string,
  { name, versionArgs, readVersion, oldest, before }: ProgramRequirement,
  env: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<Program | Refusal> {
  const limits = { timeoutMs: ANSWERS_WITHIN, graceMs: ENDS_WITHIN, signal };
  const result = await runCommand(path, versionArgs, { env, ...limits });
  signal?.throwIfAborted();
  if (result.missing) {
    // A bare name is looked up on PATH, and is not there either.
    const isMissing = !(isAbsolute(path) && existsSync(path));
    return { path, isMissing, reason: isMissing ? 'does not exist' : `cannot be run (${result.stderr})` };
  }
  const refuse = (reason: string): Refusal => ({ path, isMissing: false, reason });
  const version = readVersion(result.stdout);
  if (version === undefined) {
    const said = result.stderr.trim().split('\n', 1)[0] || `exit ${result.status}`;
    return refuse(`does not answer \`${versionArgs.join(' ')}\` as ${name} does (${said})`);
  }
  if (!isAtLeast(version, oldest)) return refuse(`is ${version}; version ${oldest} or later is needed`);
  if (before !== undefined && isAtLeast(version, before)) {
    return refuse(`is ${version}; a version below ${before} is needed`);
  }
  return { path, version };
}

/**
 * The first of several places that has a usable program.
 *
 * @returns the program, or why each place was passed over, in their order
 * @throws the reason of the abort
 */
export async function findProgram(
  paths: readonly string[],
  requirement: ProgramRequirement,
  env: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<Program | readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const path of paths) {
    const checked = await checkProgram(path, requirement, env, signal);
    if ('version' in checked) return checked;
    refusals.push(checked);
  }
  return refusals;
}

/**
 * Whole paths of the executable files of a name on PATH, in its order. Relative folders of PATH are passed over: what they
 * name depends on the folder that the caller happens to be in.
 */
export function programsOnPath(name: string, path: string | undefined = process.env.PATH): string[] {
  const folders = (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return [...new Set(folders.map((folder) => join(folder, name)))].filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
