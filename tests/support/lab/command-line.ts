import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Ended, type Running, startProgram } from './run-command.ts';

const root = resolve(import.meta.dirname, '../../..');
const main = join(root, 'packages/cli/src/main.ts');

/** The real `./lab`, with a folder of its own (LAB_DIR). */
export interface CommandLine {
  readonly dir: string;
  /** Starts one command. */
  start(...args: string[]): Running;
  /** Runs one command; resolves also when it fails. */
  run(...args: string[]): Promise<Ended>;
  /** Runs one command with `--json`, whatever its exit code, and reads what it prints. */
  json<Result>(...args: string[]): Promise<Result>;
}

/** @param env set over the environment of every command, also over LAB_DIR */
export function commandLine(dir: string, env: NodeJS.ProcessEnv = {}): CommandLine {
  const surroundings = { cwd: root, env: { LAB_DIR: dir, NO_COLOR: '1', ...env } };
  const start = (...args: string[]) => startProgram(process.execPath, [main, ...args], surroundings);
  const run = (...args: string[]) => start(...args).ended;
  const json = async <Result>(...args: string[]) => parseJson<Result>(await run(...args, '--json'));
  return { dir, start, run, json };
}

/** For commands that start no lab here, such as those that ask a cluster. Call `remove` in `afterAll`. */
export function temporaryCommandLine(env: NodeJS.ProcessEnv): CommandLine & { remove(): void } {
  const parent = join(root, '.lab/test');
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(join(parent, 'commands-'));
  return { ...commandLine(dir, env), remove: () => rmSync(dir, { recursive: true, force: true }) };
}

function parseJson<Result>({ code, stdout, stderr }: Ended): Result {
  try {
    return JSON.parse(stdout) as Result;
  } catch {
    throw new Error(`no JSON, exit code ${code}:\n${stdout}${stderr}`);
  }
}
