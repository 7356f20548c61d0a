import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { PodStatus } from '@lab/local';

const root = resolve(import.meta.dirname, '../../..');
const main = join(root, 'packages/cli/src/main.ts');

/** Not the default one, which a person's own lab may have. */
const GATEWAY_PORT = Number(process.env.LAB_TEST_PORT ?? 18080);

/** How a command of the lab ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of the lab that runs. */
export interface Running {
  /** Also the number of its process group: a signal to it is what Ctrl-C in a terminal is. */
  readonly pid: number;
  /** What it has written so far, to stdout and stderr. */
  output(): string;
  readonly ended: Promise<Ended>;
}

export interface TestLabOptions {
  readonly overlay?: string;
  /** Put on top of the overlay, as --with does. */
  readonly components?: readonly string[];
  /** Set over the environment of every command. */
  readonly env?: NodeJS.ProcessEnv;
  /** Changes the copy of k8s/ before the lab starts. */
  readonly prepare?: (manifests: TestManifests) => void;
}

/** A copy of k8s/ that a test may edit while the lab follows it. */
export interface TestManifests {
  readonly folder: string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Replaces the first occurrence. @throws Error when there is none: the test would prove nothing */
  replace(file: string, from: string, to: string): void;
}

/** A lab with state and manifests of its own, run by the real command line. */
export interface TestLab {
  readonly gatewayPort: number;
  readonly manifests: TestManifests;
  /** The lab's own folder (LAB_DIR): logs, certificates, configuration of the sidecars. */
  readonly dir: string;
  /** Arguments of `up` with which the lab of this test starts, in the foreground. */
  readonly upArgs: readonly string[];
  /** Starts one command. */
  start(...args: string[]): Running;
  /** Runs one command; resolves also when it fails. */
  run(...args: string[]): Promise<Ended>;
  /** Runs one command with `--json`, whatever its exit code, and reads what it prints. */
  json<Result>(...args: string[]): Promise<Result>;
  pods(): Promise<readonly PodStatus[]>;
  /** Starts it; a start that fails is an error with all that the command wrote. */
  up(): Promise<void>;
  /** Stops it and removes the copy of the manifests; its logs stay. */
  close(): Promise<void>;
}

/** Starts a lab for tests, beside whatever lab a person runs in the same checkout. Close it in `afterAll`. */
export async function startTestLab(options: TestLabOptions = {}): Promise<TestLab> {
  const lab = createTestLab(options);
  try {
    await lab.up();
    return lab;
  } catch (error) {
    await lab.close();
    throw error;
  }
}

/** The same, not started. */
export function createTestLab(options: TestLabOptions = {}): TestLab {
  const { overlay = 'local', components = [], env, prepare } = options;
  // Below the project, as kustomize's wrapper refers to the overlay by a relative path.
  const dir = join(root, '.lab/test/lab');
  const manifests = copyManifests(mkdtempSync(join(tmpdir(), 'lab-manifests-')));
  prepare?.(manifests);
  const start = (...args: string[]) => startCommand(args, { LAB_DIR: dir, NO_COLOR: '1', ...env });
  const run = (...args: string[]) => start(...args).ended;
  const place = ['--manifests', manifests.folder, '--overlay', overlay, '--port', String(GATEWAY_PORT)];
  const parts = components.length > 0 ? ['--with', components.join()] : [];
  const upArgs = ['up', ...place, ...parts];
  const json = async <Result>(...args: string[]) => parseJson<Result>(await run(...args, '--json'));
  return {
    gatewayPort: GATEWAY_PORT,
    manifests,
    dir,
    upArgs,
    start,
    run,
    json,
    pods: async () => (await json<{ pods: readonly PodStatus[] }>('status')).pods,
    up: async () => {
      // What an aborted run of the tests left.
      await run('down');
      const { code, stdout, stderr } = await run(...upArgs, '--detach');
      if (code !== 0) throw new Error(`the lab did not start\n${stdout}${stderr}`);
    },
    close: async () => {
      await run('down');
      rmSync(dirname(manifests.folder), { recursive: true, force: true });
    },
  };
}

function startCommand(args: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === null
        ? reject(new Error(`./lab ${args[0]} was ended by ${signal}`))
        : resolve({ code, ...written }),
    );
  });
  // Awaited by whoever wants to know.
  ended.catch(() => {});
  return { pid: child.pid as number, output: () => written.stdout + written.stderr, ended };
}

function parseJson<Result>({ code, stdout, stderr }: Ended): Result {
  try {
    return JSON.parse(stdout) as Result;
  } catch {
    throw new Error(`no JSON, exit code ${code}:\n${stdout}${stderr}`);
  }
}

function copyManifests(parent: string): TestManifests {
  const folder = join(parent, 'k8s');
  cpSync(join(root, 'k8s'), folder, { recursive: true });
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const replace = (file: string, from: string, to: string) => {
    const text = read(file);
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
    write(
      file,
      text.replace(from, () => to),
    );
  };
  return { folder, read, write, replace };
}
