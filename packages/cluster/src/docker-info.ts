import { LabError } from '@lab/errors';
import { runCommand } from '@lab/process';

/** The Docker engine, as far as kind's nodes depend on it. */
export interface DockerInfo {
  readonly version: string;
  /** Of the machine that containers run on, which on macOS and Windows is Docker's own: bytes. */
  readonly memory: number;
  readonly cpus: number;
  /** `1` or `2`. */
  readonly cgroupVersion: string;
}

/** @throws LabError DOCKER_UNAVAILABLE when it is not installed, does not run, or does not let this user in */
export async function dockerInfo(env: NodeJS.ProcessEnv = process.env): Promise<DockerInfo> {
  const { missing, stdout, stderr } = await runCommand('docker', ['info', '--format', '{{json .}}'], { env });
  if (missing) {
    throw unavailable(
      'there is no docker on PATH',
      'Install Docker: https://docs.docker.com/get-started/get-docker/.',
    );
  }
  const info = parseInfo(stdout);
  if (info.ServerVersion) {
    return {
      version: info.ServerVersion,
      memory: info.MemTotal ?? 0,
      cpus: info.NCPU ?? 0,
      cgroupVersion: info.CgroupVersion ?? '',
    };
  }
  const reason = info.ServerErrors?.[0] ?? stderr.trim().split('\n').at(-1) ?? '';
  if (/permission denied/i.test(reason)) {
    throw unavailable(
      'Docker refuses this user',
      'Add yourself to the group docker (`sudo usermod -aG docker $USER`) and log in again.',
    );
  }
  throw unavailable(
    `Docker does not respond: ${reason}`,
    'Start Docker Desktop, or `sudo systemctl start docker`.',
  );
}

function unavailable(message: string, remedy: string): LabError {
  return new LabError('DOCKER_UNAVAILABLE', message, remedy);
}

interface WrittenInfo {
  readonly ServerVersion?: string;
  readonly MemTotal?: number;
  readonly NCPU?: number;
  readonly CgroupVersion?: string;
  /** Also where the engine could not be reached, and the client has still printed what it knows of itself. */
  readonly ServerErrors?: readonly string[];
}

function parseInfo(text: string): WrittenInfo {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
