import { findKind, type KindConfig, kindContext, readKindConfig } from '@lab/cluster';
import { LabError } from '@lab/errors';
import { kindFile } from '@lab/mesh-client';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
} from '../command.ts';
import { kindChecks } from '../kind/kind-checks.ts';
import { kindStatus } from '../kind/kind-status.ts';
import { diagnosisLines } from '../render/diagnosis-lines.ts';
import { kindNext, kindText } from '../render/kind-text.ts';

interface KindOptions {
  readonly action: string;
  readonly json?: boolean;
}

type Action = (config: KindConfig, context: CommandContext, options: KindOptions) => Promise<CommandResult>;

const actions: Readonly<Record<string, Action>> = { up, down, status };

/** Creates, shows and deletes the project's kind cluster. */
export const kindCommand: CommandDefinition<KindOptions> = {
  name: 'kind',
  argument: { name: 'action', required: true, description: 'up, down or status' },
  summary: 'create, show or delete a Kubernetes cluster in Docker (kind) for this project',
  options: [{ flags: '--json', description: 'print the status as JSON' }],
  examples: [
    ['./lab kind up', 'check this machine, then create the cluster'],
    ['./lab kind status', 'show the nodes, and whether they are ready'],
    ['./lab kind status --json', 'print JSON for a script'],
    ['./lab kind down', 'delete the cluster and everything in it'],
  ],
  reading: `k8s/cluster/kind.yaml defines the cluster. A failed check (✗) aborts; a warning (!) does not. \`skaffold dev\` deploys Istio and
the application, which is then at http://frontend.localhost. The command uses the programs on PATH, or those that KIND_BIN,
KUBECTL_BIN, HELM_BIN and SKAFFOLD_BIN name.`,
  run: kind,
};

async function kind(context: CommandContext, options: KindOptions): Promise<CommandResult> {
  const action = Object.hasOwn(actions, options.action) ? actions[options.action] : undefined;
  if (!action)
    throw new UsageError(`"${options.action}" is not an action; use ${Object.keys(actions).join(', ')}`);
  return action(await readKindConfig(kindFile(context.root)), context, options);
}

async function up(config: KindConfig, { terminal, signal }: CommandContext): Promise<CommandResult> {
  const next = kindNext(kindContext(config.name), config.hostPorts);
  terminal.progress('checking this machine');
  if ((await clustersIfAny()).includes(config.name)) {
    return { exitCode: 0, output: `The cluster ${config.name} is already up.\n${next}` };
  }
  const diagnoses = await kindChecks(config);
  terminal.progress(undefined);
  for (const line of diagnosisLines(diagnoses, terminal.paint)) terminal.print(line);
  if (diagnoses.some(({ ok, tolerable }) => !ok && !tolerable)) return { exitCode: 1 };
  terminal.progress('creating the cluster');
  const tool = await findKind();
  await tool.create(config, signal, (step) => terminal.progress(`creating the cluster: ${step}`));
  return { exitCode: 0, output: `\n${next}` };
}

/** None where kind or Docker cannot be asked; the checks say why. */
async function clustersIfAny(): Promise<readonly string[]> {
  try {
    return await (await findKind()).clusters();
  } catch (error) {
    if (error instanceof LabError) return [];
    throw error;
  }
}

async function down({ name }: KindConfig, { terminal }: CommandContext): Promise<CommandResult> {
  const tool = await findKind();
  if (!(await tool.clusters()).includes(name)) {
    return { exitCode: 0, output: `There is no kind cluster ${name}.` };
  }
  terminal.progress(`deleting the cluster ${name}`);
  await tool.delete(name);
  return { exitCode: 0, output: `The cluster ${name} is deleted.` };
}

async function status(
  config: KindConfig,
  { terminal }: CommandContext,
  { json }: KindOptions,
): Promise<CommandResult> {
  const found = await kindStatus(config);
  const exitCode = found.up && found.nodes.every(({ ready }) => ready) ? 0 : 1;
  return json ? jsonResult(found, exitCode) : { exitCode, output: kindText(found, terminal.paint) };
}
