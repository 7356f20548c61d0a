/**
 * The one lab that test files share: overlay `local`, no component more. A file changes it live and `close` brings it
 * back: manifests, components, pods. What stays are counters, logs, traces, generations and restarts of pods: a test
 * compares those with what they were. A file that ends the lab need not start it again: the next one does.
 */
import type { LabStatus, PodStatus } from '@lab/local';
import { type CommandLine, commandLine } from './command-line.ts';
import { sharedPlace } from './places.ts';
import type { TestLab, TestLabOptions } from './test-lab.ts';
import { manifestsIn, restoreManifests } from './test-manifests.ts';

const folder = `${sharedPlace.dir}-manifests`;
const overlay = ['--manifests', folder, '--overlay', 'local'];

/** Takes the shared lab, with components on it and edits in it, in place of a start. Close it in `afterAll`. */
export async function openSharedLab(
  options: Pick<TestLabOptions, 'components' | 'prepare'> = {},
): Promise<TestLab> {
  const { components = [], prepare } = options;
  const line = commandLine(sharedPlace.dir);
  const manifests = manifestsIn(folder);
  const upArgs = ['up', ...overlay, '--port', String(sharedPlace.port)];
  const up = () => startShared(line, upArgs);
  await up();
  try {
    prepare?.(manifests);
    await configure(line, components, prepare !== undefined);
  } catch (error) {
    // Not for the next file to find.
    await restore(line);
    throw error;
  }
  return {
    ...line,
    gatewayPort: sharedPlace.port,
    manifests,
    upArgs,
    up,
    pods: async () => (await readStatus(line)).pods,
    close: () => restore(line),
  };
}

const readStatus = (line: CommandLine) => line.json<LabStatus & { readonly up: boolean }>('status');

async function startShared(line: CommandLine, upArgs: readonly string[]): Promise<void> {
  const { up } = await readStatus(line);
  if (up) return;
  // Also what a lab that was killed has left.
  await line.run('down');
  restoreManifests(folder);
  await succeed(line, ...upArgs, '--detach');
}

/** Brings it back; a file after which it is not what it was fails, and the next one starts a new lab. */
async function restore(line: CommandLine): Promise<void> {
  const { up } = await readStatus(line);
  if (!up) return;
  try {
    await configure(line, [], restoreManifests(folder));
    await expectReady(line);
  } catch (error) {
    await line.run('down');
    throw error;
  }
}

/** @param isEdited `up` with what runs already changes nothing: what was just edited is read on the way back */
async function configure(line: CommandLine, components: readonly string[], isEdited: boolean): Promise<void> {
  const chosen = components.length > 0 ? ['--with', components.join()] : [];
  if (isEdited && components.length === 0) await succeed(line, 'up', ...overlay, '--with', 'canary-50');
  await succeed(line, 'up', ...overlay, ...chosen);
}

async function expectReady(line: CommandLine): Promise<void> {
  const { pods, findings } = await readStatus(line);
  const late = pods.filter(({ ready }: PodStatus) => !ready).map(({ name }) => name);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (late.length + errors.length === 0) return;
  throw new Error(`the shared lab is not what it was: ${JSON.stringify({ late, errors })}`);
}

async function succeed(line: CommandLine, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await line.run(...args);
  if (code !== 0) throw new Error(`./lab ${args.join(' ')} failed\n${stdout}${stderr}`);
}
