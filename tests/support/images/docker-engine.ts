/** A Docker engine for tests: the one that answers, or a `dockerd` of their own that ends with them. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { endProcess, programsOnPath, runCommand } from '@lab/process';
import { outputOf } from '../output-of.ts';

export interface DockerEngine {
  /** What `docker …` writes to stdout; throws, with its stderr, where it fails. */
  docker(...args: readonly string[]): Promise<string>;
  /** The same, with something to read on stdin. */
  dockerWith(input: Uint8Array, ...args: readonly string[]): Promise<string>;
  /** Ends what was started for the tests, and removes the folder that it wrote to. */
  stop(): Promise<void>;
}

/** Where a `dockerd` is that only root runs. */
const PLACES = [process.env.PATH, '/usr/sbin'].join(delimiter);

/** Milliseconds in which an engine has to end its containers. */
const GRACE_MS = 60_000;

/** The first client that builds with BuildKit: in it up to Docker 22, from 23 on the plugin buildx. */
const client = process.platform === 'linux' ? await findClient() : undefined;
const answers = client !== undefined && (await succeeds(client, 'info'));
const dockerd = client && process.getuid?.() === 0 ? programsOnPath('dockerd', PLACES)[0] : undefined;

/** Why there is no engine, or undefined where there is one. */
export const noDocker =
  process.platform !== 'linux'
    ? 'the base image is made of a Linux machine’s own files'
    : client === undefined
      ? 'no docker on PATH that builds with BuildKit'
      : answers || dockerd
        ? undefined
        : 'no Docker engine answers, and there is no dockerd that root could start';

/** @throws Error with the end of its log, where a `dockerd` does not start */
export async function startDocker(): Promise<DockerEngine> {
  if (client === undefined || noDocker) throw new Error(noDocker);
  if (answers) return { ...commands(client, {}), stop: async () => {} };
  return startOwn(client, dockerd ?? 'dockerd');
}

/** Builds write a hundred thousand small files, which a disk takes minutes to write and to remove: bytes. */
const PLENTY = 8 * 2 ** 30;

async function startOwn(program: string, daemon: string): Promise<DockerEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'dockerd-'));
  if (freemem() > PLENTY) execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  const log = join(folder, 'log');
  const host = `unix://${join(folder, 'docker.sock')}`;
  const folders = { 'data-root': 'data', 'exec-root': 'exec', pidfile: 'pid' };
  const places = Object.entries(folders).map(([option, name]) => `--${option}=${join(folder, name)}`);
  // Nothing of this machine's network is changed: containers share it.
  const network = ['--bridge=none', '--iptables=false', '--ip-forward=false', '--ip-masq=false'];
  const output = openSync(log, 'w');
  const child = spawn(daemon, [`--host=${host}`, ...places, ...network], {
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  // One that cannot be started has no pid: the loop below sees it.
  child.on('error', () => {});
  const engine = commands(program, { DOCKER_HOST: host });
  const stop = async () => {
    await endProcess(child, GRACE_MS);
    unmountBelow(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 120; attempt++) {
    if (child.exitCode !== null || child.pid === undefined) break;
    if (await engine.docker('info').then(Boolean, () => false)) return { ...engine, stop };
    await wait(250);
  }
  const written = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n');
  await stop();
  throw new Error(`dockerd does not start here. Start a Docker engine, then run this again.\n${written}`);
}

/** The folder's own mount, and that of the machine's network namespace, which Docker leaves. */
function unmountBelow(folder: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const below = mounts
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => `${path}/`.startsWith(`${folder}/`));
  for (const path of below.reverse()) execFileSync('umount', [path]);
}

function commands(program: string, engine: NodeJS.ProcessEnv): Pick<DockerEngine, 'docker' | 'dockerWith'> {
  const env = { ...process.env, ...engine, DOCKER_BUILDKIT: '1', BUILDKIT_PROGRESS: 'plain' };
  const dockerWith: DockerEngine['dockerWith'] = async (input, ...args) =>
    (await outputOf(program, args, { env, input })).trim();
  return { dockerWith, docker: (...args) => dockerWith(new Uint8Array(), ...args) };
}

async function findClient(): Promise<string | undefined> {
  const named = process.env.DOCKER_BIN;
  for (const program of named ? [named] : programsOnPath('docker')) {
    if (await succeeds(program, 'buildx', 'version')) return program;
    const { stdout } = await runCommand(program, ['--version']);
    const major = /version (\d+)/.exec(stdout)?.[1];
    if (major !== undefined && Number(major) < 23) return program;
  }
  return undefined;
}

async function succeeds(program: string, ...args: string[]): Promise<boolean> {
  return (await runCommand(program, args)).ok;
}
