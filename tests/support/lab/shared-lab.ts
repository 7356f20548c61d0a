/**
 * The one lab that test files share: overlay `local`, no component more. A file changes it live and `close` brings it
 * back: manifests, components, pods. What stays are counters, logs, traces, generations and restarts of pods: a test
 * compares those with what they were. A file that ends the lab need not start it again: the next one does.
 */
import { relative, resolve } from 'node:path';
import { hasCode } from '@lab/errors';
import type { LabStatus } from '@lab/local';
import { type CommandLine, commandLine } from './command-line.ts';
import { labControl } from './lab-control.ts';
import { sharedPlace } from './places.ts';
import type { TestLab, TestLabOptions } from './test-lab.ts';
import { manifestsIn, restoreManifests } from './test-manifests.ts';

const folder = `${sharedPlace.dir}-manifests`;
/** As the lab names it: from the root of the project. */
const ownManifests = relative(resolve(import.meta.dirname, '../../..'), folder);
const control = labControl(sharedPlace.dir);

/** Takes the shared lab, with components on it and edits in it, in place of a start. Close it in `afterAll`. */
export async function openSharedLab(
  options: Pick<TestLabOptions, 'components' | 'prepare' | 'env'> = {},
): Promise<TestLab> {
  const { components = [], prepare, env } = options;
  const line = commandLine(sharedPlace.dir, env);
  const manifests = manifestsIn(folder);
  const upArgs = ['up', '--manifests', folder, '--overlay', 'local', '--port', String(sharedPlace.port)];
  const up = () => startShared(line, upArgs);
  await up();
  try {
    prepare?.(manifests);
    if (prepare || components.length > 0) await configure(components);
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
    status: control.status,
    pods: async () => (await control.status()).pods,
    close: () => restore(line),
  };
}

/** Undefined: it is not up. */
async function statusIfUp(): Promise<LabStatus | undefined> {
  try {
    return await control.status();
  } catch (error) {
    if (hasCode(error, 'LAB_NOT_UP')) return undefined;
    throw error;
  }
}

async function startShared(line: CommandLine, upArgs: readonly string[]): Promise<void> {
  if (await statusIfUp()) return;
  // Also what a lab that was killed has left.
  await line.run('down');
  restoreManifests(folder);
  const { code, stdout, stderr } = await line.run(...upArgs, '--detach');
  if (code !== 0) throw new Error(`the shared lab did not start\n${stdout}${stderr}`);
}

/** Brings it back; a file after which it is not what it was fails, and the next one starts a new lab. */
async function restore(line: CommandLine): Promise<void> {
  const status = await statusIfUp();
  if (!status) return;
  try {
    const isEdited = restoreManifests(folder);
    if (isEdited || !isBase(status)) await configure([]);
    await expectReady();
  } catch (error) {
    await line.run('down');
    throw error;
  }
}

const isBase = ({ manifests, overlay, components, without }: LabStatus) =>
  manifests === ownManifests && overlay === 'local' && components.length + without.length === 0;

/** Reads the manifests as they are now, also where the components are those that run. */
async function configure(components: readonly string[]): Promise<void> {
  const choice = { manifests: ownManifests, overlay: 'local', components, without: [] };
  const { inForce, findings, failures } = await control.configure(choice);
  if (inForce && failures.length === 0) return;
  throw new Error(`the shared lab cannot be changed: ${JSON.stringify({ components, findings, failures })}`);
}

async function expectReady(): Promise<void> {
  const { pods, findings } = await control.status();
  const late = pods.filter(({ ready }) => !ready).map(({ name }) => name);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (late.length + errors.length === 0) return;
  throw new Error(`the shared lab is not what it was: ${JSON.stringify({ late, errors })}`);
}
