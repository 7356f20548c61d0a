import { LabError } from '@lab/errors';
import { type CommandOptions, runCommand } from '@lab/process';
import { findTool } from './find-tool.ts';
import { interrupted } from './interrupted.ts';
import { kubectlError } from './kubectl-error.ts';
import { type PortForward, startPortForward } from './port-forward.ts';
import { kubectlRequirement } from './tools.ts';

/** Seconds that a single request to the API server may take. */
const REQUEST_TIMEOUT = '15s';

/** A container of a pod that runs. */
export interface ContainerTarget {
  readonly pod: string;
  readonly namespace: string;
  readonly container: string;
}

/** An object as the API server has it, or as it is to have it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** What is done with objects: each is written as a whole. */
export type WriteVerb = 'create' | 'replace' | 'delete';

export type ExecStreams = Required<Pick<CommandOptions, 'input' | 'onStdout'>> &
  Pick<CommandOptions, 'signal'>;

/**
 * A cluster, asked through kubectl. Every method throws LabError for what kubectl cannot do, and INTERRUPTED when it
 * is interrupted.
 */
export interface Kubectl {
  /** Name of the kubeconfig's context. */
  readonly context: string;
  /** What `kubectl get TYPES` lists in a namespace, or in all: the objects as the API server has them. */
  list<Item>(types: readonly string[], namespace?: string): Promise<readonly Item[]>;
  /** One object; undefined when it is not there. */
  find<Item>(type: string, name: string, namespace: string): Promise<Item | undefined>;
  /** Those of the objects that are there: each is looked up by its type, namespace and name. */
  read(objects: readonly KubeObject[]): Promise<readonly KubeObject[]>;
  /**
   * Creates, replaces or deletes objects; what is not there is deleted already.
   *
   * @throws LabError REJECTED for what admission refuses, CONFLICT where another was faster; others of the objects may be
   *   written then
   */
  write(verb: WriteVerb, objects: readonly KubeObject[]): Promise<void>;
  /** Names of the types that can be listed, `services` or `virtualservices.networking.istio.io`. */
  types(): Promise<readonly string[]>;
  /** Begins to replace the pods of a Deployment one by one. */
  restart(deployment: string, namespace: string): Promise<void>;
  /**
   * Runs a command in a container, with `input` on its stdin, which stays open until the command has ended.
   *
   * @throws LabError NOT_IN_IMAGE where the container has no such program
   */
  exec(target: ContainerTarget, command: readonly string[], streams: ExecStreams): Promise<void>;
  /** What a container wrote, the last lines of it, at most `tail`. */
  logs(target: ContainerTarget, tail: number): Promise<string>;
  /** A port of 127.0.0.1 that leads to a Service's, until it is closed. */
  forward(service: string, namespace: string, port: number): Promise<PortForward>;
}

interface ConnectOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Aborted, it ends what kubectl does. */
  readonly signal?: AbortSignal;
}

/**
 * The cluster of a context of the kubeconfig (KUBECONFIG, or ~/.kube/config); of the current one without a name.
 *
 * @throws LabError NO_CONTEXT, UNKNOWN_CONTEXT, or what findTool throws
 */
export async function connectCluster(
  wished: string | undefined,
  { env = process.env, signal }: ConnectOptions = {},
): Promise<Kubectl> {
  const { program, context } = await findContext(wished, env).catch((error: unknown) => {
    // Ctrl-C in a terminal ends kubectl itself, too.
    throw signal?.aborted ? interrupted(wished ?? 'kubectl') : error;
  });
  const base = ['--context', context];
  const ask = (...args: string[]) => askWith('', ...args);
  const askWith = async (input: string, ...args: string[]) => {
    const asked = [...base, `--request-timeout=${REQUEST_TIMEOUT}`, ...args];
    // A large cluster's pods are more than any limit; they are held in any case.
    const unlimited = { maxOutput: Number.POSITIVE_INFINITY };
    const result = await runCommand(program, asked, { env, input, ...unlimited, ...(signal && { signal }) });
    if (result.ok) return result.stdout;
    if (signal?.aborted) throw interrupted(context);
    throw kubectlError(result.stderr, context);
  };
  return {
    context,
    list: async <Item>(types: readonly string[], namespace?: string) => {
      const place = namespace === undefined ? ['--all-namespaces'] : ['-n', namespace];
      const list = JSON.parse(await ask('get', types.join(), ...place, '-o', 'json'));
      return (list as { items: Item[] }).items;
    },
    find: async <Item>(type: string, name: string, namespace: string) => {
      const text = await ask('get', type, name, '-n', namespace, '-o', 'json', '--ignore-not-found');
      return text.trim() ? (JSON.parse(text) as Item) : undefined;
    },
    read: async (objects) => {
      if (objects.length === 0) return [];
      const text = await askWith(documentsOf(objects), 'get', '-f', '-', '-o', 'json', '--ignore-not-found');
      if (!text.trim()) return [];
      // One object by itself, several as a List.
      const read = JSON.parse(text) as KubeObject & { items?: readonly KubeObject[] };
      return read.kind === 'List' ? (read.items ?? []) : [read];
    },
    write: async (verb, objects) => {
      if (objects.length === 0) return;
      // What was deleted is gone for the mesh at once; pods of it end in their own time. Fields have been checked before.
      const options = verb === 'delete' ? ['--ignore-not-found', '--wait=false'] : ['--validate=false'];
      await askWith(documentsOf(objects), verb, '-f', '-', '-o', 'name', ...options);
    },
    types: async () => (await ask('api-resources', '--verbs=list', '-o', 'name')).split('\n').filter(Boolean),
    restart: async (deployment, namespace) => {
      await ask('rollout', 'restart', `deployment/${deployment}`, '-n', namespace);
    },
    exec: async ({ pod, namespace, container }, command, { signal, ...streams }) => {
      const target = ['exec', '-i', '-n', namespace, pod, '-c', container, '--', ...command];
      const options = { env, signal, keepsStdinOpen: true, ...streams };
      const result = await runCommand(program, [...base, ...target], options);
      if (!result.ok && !signal?.aborted) throw kubectlError(result.stderr, context);
    },
    logs: ({ pod, namespace, container }, tail) =>
      ask('logs', '-n', namespace, pod, '-c', container, `--tail=${tail}`),
    forward: (service, namespace, port) =>
      startPortForward({
        ...{ program, base, env, context, service, namespace, port },
        ...(signal && { signal }),
      }),
  };
}

/** One after the other, as kubectl reads JSON. */
function documentsOf(objects: readonly KubeObject[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n');
}

async function findContext(wished: string | undefined, env: NodeJS.ProcessEnv) {
  const { path: program } = await findTool(kubectlRequirement, env);
  return { program, context: await chooseContext(program, wished, env) };
}

async function chooseContext(
  program: string,
  wished: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { ok, stdout, stderr } = await runCommand(program, ['config', 'get-contexts', '-o', 'name'], { env });
  if (!ok) throw kubectlError(stderr, wished ?? 'current');
  const known = stdout.split('\n').filter(Boolean);
  if (wished !== undefined) {
    if (known.includes(wished)) return wished;
    const list = known.length > 0 ? `The contexts are ${known.join(', ')}.` : 'It has no context at all.';
    throw new LabError(
      'UNKNOWN_CONTEXT',
      `the kubeconfig has no context ${wished}`,
      `${list} \`./lab kind up\` creates one; KUBECONFIG selects another file.`,
    );
  }
  const current = await runCommand(program, ['config', 'current-context'], { env });
  if (current.ok) return current.stdout.trim();
  throw new LabError(
    'NO_CONTEXT',
    'the kubeconfig has no current context',
    'Choose one with `kubectl config use-context NAME`, or create a cluster with `./lab kind up`.',
  );
}
