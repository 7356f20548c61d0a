import { spawn } from 'node:child_process';
import { LabError } from '@lab/errors';
import { endProcess } from '@lab/process';
import { interrupted } from './interrupted.ts';
import { kubectlError } from './kubectl-error.ts';

/** A way into the cluster. */
export interface PortForward {
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** False when kubectl has ended, as it does with the pod that it leads to. */
  isOpen(): boolean;
  /** Ends it; resolves when the process has gone. */
  close(): Promise<void>;
}

interface PortForwardTarget {
  readonly program: string;
  /** Arguments before the command. */
  readonly base: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly context: string;
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
  /** Aborted before the port is open, it ends the attempt. */
  readonly signal?: AbortSignal;
}

/** Milliseconds in which kubectl must have found a pod and opened the port. */
const STARTS_WITHIN = 30_000;

/** Milliseconds that kubectl has to end by itself. */
const GRACE_MS = 5_000;

/**
 * Starts `kubectl port-forward` on a free port of 127.0.0.1, which kubectl itself chooses and prints.
 *
 * @throws LabError INTERRUPTED, NOT_FOUND without such a Service, PORT_FORWARD when no pod of it runs, or what
 *   {@link kubectlError} makes of it
 */
export async function startPortForward(target: PortForwardTarget): Promise<PortForward> {
  const { program, base, env, context, service, namespace, port, signal } = target;
  const args = [
    ...base,
    'port-forward',
    '--address=127.0.0.1',
    '--pod-running-timeout=20s',
    '-n',
    namespace,
    `service/${service}`,
    `:${port}`,
  ];
  // A process group of its own: requests on their way through it end before it does, when Ctrl-C ends the command.
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  // Also when this process ends in a way that runs no `finally`.
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const close = async () => {
    process.off('exit', kill);
    await endProcess(child, GRACE_MS);
  };
  const opened = Promise.withResolvers<number>();
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const found = /^Forwarding from 127\.0\.0\.1:(\d+) /m.exec(stdout)?.[1];
    if (found) opened.resolve(Number(found));
  });
  const fail = (reason: string) => opened.reject(forwardError(reason, context, target));
  child.on('error', (error) => fail(error.message));
  child.on('close', () => fail(stderr));
  const abort = () => opened.reject(interrupted(context));
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(
    () => fail(stderr || `no response within ${STARTS_WITHIN / 1000} s`),
    STARTS_WITHIN,
  );
  try {
    const isOpen = () => child.exitCode === null && child.signalCode === null;
    return { port: await opened.promise, isOpen, close };
  } catch (error) {
    await close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    clearTimeout(timer);
  }
}

function forwardError(stderr: string, context: string, { service, namespace }: PortForwardTarget): LabError {
  const error = kubectlError(stderr, context);
  if (error.code !== 'KUBECTL') return error;
  return new LabError(
    'PORT_FORWARD',
    `cannot forward a port to Service ${namespace}/${service}: ${error.message.replace(/^kubectl: /, '')}`,
    `Check that its pods run: kubectl --context ${context} get pods -n ${namespace}.`,
  );
}
