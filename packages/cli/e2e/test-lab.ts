import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
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

export interface TestLabOptions {
  readonly overlay?: string;
  /** Put on top of the overlay, as --with does. */
  readonly components?: readonly string[];
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
export function createTestLab({ overlay = 'local', components = [], prepare }: TestLabOptions = {}): TestLab {
  // Below the project, as kustomize's wrapper refers to the overlay by a relative path.
  const dir = join(root, '.lab/test/lab');
  const manifests = copyManifests(mkdtempSync(join(tmpdir(), 'lab-manifests-')));
  prepare?.(manifests);
  const run = (...args: string[]) => runLab(dir, args);
  const json = async <Result>(...args: string[]) => parseJson<Result>(await run(...args, '--json'));
  return {
    gatewayPort: GATEWAY_PORT,
    manifests,
    dir,
    run,
    json,
    pods: async () => (await json<{ pods: readonly PodStatus[] }>('status')).pods,
    up: async () => {
      const place = ['--manifests', manifests.folder, '--overlay', overlay, '--port', String(GATEWAY_PORT)];
      const parts = components.length > 0 ? ['--with', components.join()] : [];
      // What an aborted run of the tests left.
      await run('down');
      const { code, stdout, stderr } = await run('up', '--detach', ...place, ...parts);
      if (code !== 0) throw new Error(`the lab did not start\n${stdout}${stderr}`);
    },
    close: async () => {
      await run('down');
      rmSync(dirname(manifests.folder), { recursive: true, force: true });
    },
  };
}

async function runLab(dir: string, args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, LAB_DIR: dir, NO_COLOR: '1' };
  const options = { env, cwd: root, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args], options);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
    if (typeof code !== 'number') throw error;
    return { code, stdout, stderr };
  }
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
