import { constants, existsSync } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { findEnvoy } from '@lab/envoy';
import { findKustomize } from '@lab/kustomize';
import { asSystemError, controlSocket, labPaths, labProcesses } from '@lab/local';
import { findLab } from '@lab/mesh-client';
import { type CommandContext, type CommandDefinition, type CommandResult, jsonResult } from '../command.ts';
import { type Diagnosis, diagnose, isTaken } from '../diagnosis.ts';
import { diagnosisLines } from '../render/diagnosis-lines.ts';
import { DEFAULT_PORT } from '../up/up-options.ts';

type Check = (context: CommandContext) => Promise<Diagnosis>;

const gibibyte = 2 ** 30;

/** Says whether this machine can run the lab, and what to do where it cannot. */
export const doctorCommand: CommandDefinition<{ readonly json?: boolean }> = {
  name: 'doctor',
  summary: 'check that this machine can run the lab',
  options: [{ flags: '--json', description: 'print the checks as JSON' }],
  examples: [
    [
      './lab doctor',
      "check Node, kustomize, Envoy (and install it if needed), the lab's folder, disk, memory and port",
    ],
  ],
  run: doctor,
};

const checks: readonly Check[] = [
  ...[checkNode, checkKustomize, checkEnvoy],
  ...[checkFolder, checkDisk, checkMemory, checkPort],
];

async function doctor(
  context: CommandContext,
  { json }: { readonly json?: boolean },
): Promise<CommandResult> {
  const diagnoses: Diagnosis[] = [];
  for (const check of checks) {
    const diagnosis = await check(context);
    diagnoses.push(diagnosis);
  }
  context.terminal.progress(undefined);
  const exitCode = diagnoses.every(({ ok }) => ok) ? 0 : 1;
  if (json) return jsonResult(diagnoses, exitCode);
  return { exitCode, output: diagnosisLines(diagnoses, context.terminal.paint).join('\n') };
}

async function checkNode(): Promise<Diagnosis> {
  return { name: 'node', ok: true, detail: `${process.version} at ${process.execPath}` };
}

async function checkKustomize(): Promise<Diagnosis> {
  return diagnose('kustomize', async () => {
    const { version, program, subcommand } = await findKustomize();
    return `${version}: ${program} ${subcommand}`;
  });
}

async function checkEnvoy({ terminal }: CommandContext): Promise<Diagnosis> {
  return diagnose('envoy', async () => {
    const { version, path } = await findEnvoy({ progress: (text) => terminal.progress(text) });
    return `${version}: ${path}`;
  });
}

async function checkFolder({ root }: CommandContext): Promise<Diagnosis> {
  return diagnose('folder', async () => {
    const folder = labPaths(root).lab;
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
    } catch (error) {
      throw asSystemError(folder, error);
    }
    // It has to be ours, and only ours, for what runs in it.
    controlSocket(root);
    return folder;
  });
}

async function checkDisk({ root }: CommandContext): Promise<Diagnosis> {
  return diagnose('disk', async () => {
    const { lab } = labPaths(root);
    const { bavail, bsize } = await statfs(existsSync(lab) ? lab : root);
    const free = (bavail * bsize) / gibibyte;
    const detail = `${free.toFixed(1)} GiB free`;
    return free < 1 ? { detail, remedy: 'The lab needs 1 GiB of free disk space.' } : detail;
  });
}

async function checkMemory(): Promise<Diagnosis> {
  const total = totalmem() / gibibyte;
  const detail = `${total.toFixed(1)} GiB`;
  // All processes together take about 1.2 GB.
  if (total >= 2) return { name: 'memory', ok: true, detail };
  return {
    name: 'memory',
    ok: false,
    detail,
    remedy: 'The lab uses about 1.2 GB of memory; use a machine with 2 GiB or more.',
  };
}

/** Of a lab that is up its own port, else the one that ./lab up takes. */
async function checkPort({ root }: CommandContext): Promise<Diagnosis> {
  const lab = await findLab(root).catch(() => undefined);
  if (lab) {
    const { gatewayPort } = await lab.status();
    return { name: `port ${gatewayPort}`, ok: true, detail: 'the lab is up there' };
  }
  const name = `port ${DEFAULT_PORT}`;
  if (!(await isTaken(DEFAULT_PORT))) return { name, ok: true, detail: 'free' };
  const { lab: starting, survivors } = labProcesses(root);
  if (starting !== undefined)
    return { name, ok: true, detail: `in use; the lab (process ${starting}) is starting or stopping` };
  const remedy =
    survivors.length > 0
      ? 'A lab that was killed left processes behind; end them with ./lab down.'
      : `Another program uses this port; stop it, or use ./lab up --port ${DEFAULT_PORT + 1}.`;
  return { name, ok: false, detail: 'in use', remedy };
}
