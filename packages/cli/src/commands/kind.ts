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
  argument: { name: 'action', required: true, description: Object.keys(actions).join(', ') },
  summary: 'create, show or delete a Kubernetes cluster in Docker for this project',
  options: [{ flags: '--json', description: 'print the status as JSON' }],
  examples: [
    ['./lab kind up', 'checks this machine first, and says what is missing'],
    ['./lab kind status', 'the nodes, and whether they are ready'],
    ['./lab kind status --json', 'for a script'],
    ['./lab kind down', 'deletes the cluster with all that is in it'],
  ],
  reading: `The cluster is as k8s/cluster/kind.yaml says. Its ingress gateway is at http://frontend.localhost once
\`skaffold dev\` has deployed it. The programs are those on PATH, or those that KIND_BIN, KUBECTL_BIN, HELM_BIN and
SKAFFOLD_BIN name.`,
  run: kind,
};

async function kind(context: CommandContext, options: KindOptions): Promise<CommandResult> {
  const action = Object.hasOwn(actions, options.action) ? actions[options.action] : undefined;
  if (!action) throw new UsageError(`"${options.action}" is none of ${Object.keys(actions).join(', ')}`);
  return action(await readKindConfig(kindFile(context.root)), context, options);
}

async function up(config: KindConfig, { terminal, signal }: CommandContext): Promise<CommandResult> {
  const next = kindNext(kindContext(config.name), config.hostPorts);
  terminal.progress('looking at this machine');
  if ((await clustersIfAny()).includes(config.name)) {
    return { exitCode: 0, output: `The cluster ${config.name} is up already.\n${next}` };
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
