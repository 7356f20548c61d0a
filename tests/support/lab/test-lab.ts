/** A lab of the test file's own. Prefer shared-lab.ts: each start costs both cores for seconds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LabStatus, PodStatus } from '@lab/local';
import { type CommandLine, commandLine } from './command-line.ts';
import { labControl } from './lab-control.ts';
import { ownPlace } from './places.ts';
import { copyManifests, type TestManifests } from './test-manifests.ts';

export interface TestLabOptions {
  readonly overlay?: string;
  /** Put on top of the overlay, as --with does. */
  readonly components?: readonly string[];
  /** Set over the environment of every command. */
  readonly env?: NodeJS.ProcessEnv;
  /** Changes the copy of k8s/ before the lab starts. */
  readonly prepare?: (manifests: TestManifests) => void;
}

/** A lab with state and manifests of its own, run by the real command line. */
export interface TestLab extends CommandLine {
  readonly gatewayPort: number;
  readonly manifests: TestManifests;
  /** Arguments of `up` with which the lab of this test starts, in the foreground. */
  readonly upArgs: readonly string[];
  /** @throws LabError LAB_NOT_UP */
  status(): Promise<LabStatus>;
  /** Those of the status. */
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
  const manifests = copyManifests(join(mkdtempSync(join(tmpdir(), 'lab-manifests-')), 'k8s'));
  prepare?.(manifests);
  const line = commandLine(ownPlace.dir, env);
  const { status } = labControl(env?.LAB_DIR ?? ownPlace.dir);
  const place = ['--manifests', manifests.folder, '--overlay', overlay, '--port', String(ownPlace.port)];
  const upArgs = ['up', ...place, ...(components.length > 0 ? ['--with', components.join()] : [])];
  return {
    ...line,
    gatewayPort: ownPlace.port,
    manifests,
    upArgs,
    status,
    pods: async () => (await status()).pods,
    up: async () => {
      // What an aborted run of the tests left.
      await line.run('down');
      const { code, stdout, stderr } = await line.run(...upArgs, '--detach');
      if (code !== 0) throw new Error(`the lab did not start\n${stdout}${stderr}`);
    },
    close: async () => {
      await line.run('down');
      rmSync(dirname(manifests.folder), { recursive: true, force: true });
    },
  };
}
