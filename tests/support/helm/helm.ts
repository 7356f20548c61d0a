import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

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

/** The program of a line of Helm: `HELM3_BIN`, `helm3`, or `helm` where it is of that line; the same for 4. */
export function findHelm(line: HelmLine): string | undefined {
  const candidates = [process.env[`HELM${line}_BIN`], `helm${line}`, 'helm'];
  return candidates.find((program) => program && versionOf(program)?.startsWith(`v${line}.`));
}

function versionOf(program: string): string | undefined {
  try {
    return execFileSync(program, ['version', '--short'], { encoding: 'utf8', stdio: 'pipe', env });
  } catch {
    return undefined;
  }
}

/** What helm prints to stdout; throws, with its stderr, where it fails. */
export async function helm(program: string, ...args: string[]): Promise<string> {
  const options = { cwd: root, env, maxBuffer: 64 * 1024 * 1024 };
  return (await promisify(execFile)(program, args, options)).stdout;
}

/** Runs a program of the repository, with a text on stdin; does not throw for what it does. */
export function run(program: string, args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd: root, env });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', failed);
    child.on('close', (code) => done({ code: code ?? -1, stdout, stderr }));
    // It may end without having read it all.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
