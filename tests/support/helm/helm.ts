import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from '@lab/process';
import { outputOf } from '../output-of.ts';

export const root = resolve(import.meta.dirname, '../../..');

export type HelmLine = 3 | 4;

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

// Homes of their own: what this machine's user has set or installed does not count, nor is it changed.
const home = mkdtempSync(join(tmpdir(), 'helm-home-'));
const env = {
  ...process.env,
  HELM_CACHE_HOME: join(home, 'cache'),
  HELM_CONFIG_HOME: join(home, 'config'),
  HELM_DATA_HOME: join(home, 'data'),
  LAB_DIR: join(home, 'lab'),
};

/** What the lab writes for these tests. */
export const labDir = env.LAB_DIR;

export function removeHome(): void {
  rmSync(home, { recursive: true, force: true });
}

const programs = { 3: await searchHelm(3), 4: await searchHelm(4) };

/** The program of a line of Helm: `HELM3_BIN`, `helm3`, or `helm` where it is of that line; the same for 4. */
export function findHelm(line: HelmLine): string | undefined {
  return programs[line];
}

async function searchHelm(line: HelmLine): Promise<string | undefined> {
  for (const program of [process.env[`HELM${line}_BIN`], `helm${line}`, 'helm']) {
    if (!program) continue;
    const { stdout } = await runCommand(program, ['version', '--short'], { env });
    if (stdout.startsWith(`v${line}.`)) return program;
  }
  return undefined;
}

/** What helm prints to stdout; throws, with its stderr, where it fails. */
export function helm(program: string, ...args: string[]): Promise<string> {
  return outputOf(program, args, { cwd: root, env });
}

/** Runs a program of the repository, with a text on stdin; does not throw for what it does. */
export async function run(program: string, args: readonly string[], input = ''): Promise<Ended> {
  const { status, stdout, stderr } = await runCommand(program, args, { cwd: root, env, input });
  return { code: status ?? -1, stdout, stderr };
}
