import { mkdir, statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { findEnvoy } from '@lab/envoy';
import { findKustomize } from '@lab/kustomize';
import { labPaths } from '@lab/local';
import { type CommandContext, type CommandDefinition, type CommandResult, jsonResult } from '../command.ts';
import { findLab } from '../control/lab-client.ts';
import { type Diagnosis, diagnose, isTaken } from '../diagnosis.ts';
import { diagnosisLines } from '../render/diagnosis-lines.ts';

type Check = (context: CommandContext) => Promise<Diagnosis>;

const gibibyte = 2 ** 30;

/** Says whether this machine can run the lab, and what to do where it cannot. */
export const doctorCommand: CommandDefinition<{ readonly json?: boolean }> = {
  name: 'doctor',
  summary: 'check that this machine has what the lab needs',
  options: [{ flags: '--json', description: 'print the checks as JSON' }],
  examples: [['./lab doctor', 'Node, kustomize, Envoy (installed if need be), disk, memory, port 8080']],
  run: doctor,
};

const checks: readonly Check[] = [checkNode, checkKustomize, checkEnvoy, checkDisk, checkMemory, checkPort];

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

async function checkDisk({ root }: CommandContext): Promise<Diagnosis> {
  return diagnose('disk', async () => {
    const folder = labPaths(root).lab;
    await mkdir(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const free = (bavail * bsize) / gibibyte;
    if (free < 1)
      throw Object.assign(new Error(`${free.toFixed(1)} GiB free`), { remedy: 'The lab needs 1 GiB.' });
    return `${free.toFixed(1)} GiB free`;
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
    remedy: 'The lab takes about 1.2 GB; use a machine with 2 GiB or more.',
  };
}

async function checkPort({ root }: CommandContext): Promise<Diagnosis> {
  const name = 'port 8080';
  if (await findLab(root)) return { name, ok: true, detail: 'the lab is up' };
  if (!(await isTaken(8080))) return { name, ok: true, detail: 'free' };
  const remedy = 'Another program listens there: stop it, or use ./lab up --port 8081.';
  return { name, ok: false, detail: 'in use', remedy };
}
