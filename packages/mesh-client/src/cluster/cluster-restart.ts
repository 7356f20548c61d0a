import { setTimeout as delay } from 'node:timers/promises';
import { type Kubectl, type RollingDeployment, rolloutOf } from '@lab/cluster';
import { LabError } from '@lab/errors';
import type { RestartOptions } from '../mesh-client.ts';
import { type ClusterPod, workloadOf } from './cluster-pod.ts';
import type { ClusterDeployment } from './cluster-pods.ts';
import { podProblem } from './pod-problem.ts';

/** Milliseconds between two looks at a rollout. */
const LOOK_MS = 1000;

/**
 * Replaces the pods of a Deployment, named with or without its namespace, and waits for them.
 *
 * @throws LabError UNKNOWN_WORKLOAD; ROLLOUT_FAILED after the Deployment's `progressDeadlineSeconds`, with what its
 *   pods say; INTERRUPTED
 */
export async function restartWorkload(
  cluster: Kubectl,
  workload: string,
  options: RestartOptions,
): Promise<void> {
  const { name, namespace } = await findDeployment(cluster, workload);
  await cluster.restart(name, namespace);
  try {
    await follow(cluster, name, namespace, options);
  } catch (error) {
    if (!options.signal.aborted) throw error;
    throw new LabError(
      'INTERRUPTED',
      `interrupted: ${cluster.context} continues to replace the pods of ${namespace}/${name}`,
      `See them: ./lab status --on ${cluster.context}. ` +
        `Undo: kubectl --context ${cluster.context} rollout undo deployment/${name} -n ${namespace}.`,
      { cause: error },
    );
  }
}

async function follow(
  cluster: Kubectl,
  name: string,
  namespace: string,
  { signal, onProgress }: RestartOptions,
): Promise<void> {
  for (let told = ''; ; await delay(LOOK_MS, undefined, { signal })) {
    const [deployment, pods] = await Promise.all([
      cluster.find<RollingDeployment>('deployments.apps', name, namespace),
      cluster.list<ClusterPod>(['pods'], namespace),
    ]);
    if (!deployment)
      throw unknownWorkload(`the Deployment ${namespace}/${name} was deleted`, 'Deploy it again.');
    const { state, message } = rolloutOf(deployment);
    if (state === 'done') return;
    const problems = problemsOf(pods.filter((pod) => workloadOf(pod) === name));
    if (state === 'failed')
      throw rolloutFailed(cluster, `${namespace}/${name}: ${[message, ...problems].join('; ')}`);
    const text = [message, ...problems].join('; ');
    if (text !== told) onProgress(text);
    told = text;
  }
}

/** What keeps the pods from getting ready, each once. */
function problemsOf(pods: readonly ClusterPod[]): string[] {
  return [...new Set(pods.map(podProblem).filter((problem) => problem !== undefined))];
}

async function findDeployment(cluster: Kubectl, workload: string): Promise<ClusterDeployment['metadata']> {
  const deployments = await cluster.list<ClusterDeployment>(['deployments.apps']);
  const names = deployments.map(({ metadata }) => metadata);
  const matches = names.filter(
    ({ name, namespace }) => workload === name || workload === `${namespace}/${name}`,
  );
  const [found] = matches;
  if (found && matches.length === 1) return found;
  const list = (found ? matches : names).map(({ name, namespace }) => `${namespace}/${name}`).join(', ');
  throw unknownWorkload(
    found ? `several Deployments are named ${workload}` : `there is no Deployment ${workload}`,
    found
      ? `Name one with its namespace: ${list}.`
      : list
        ? `The Deployments are ${list}.`
        : 'The cluster has no Deployment.',
  );
}

function unknownWorkload(message: string, remedy: string): LabError {
  return new LabError('UNKNOWN_WORKLOAD', message, remedy);
}

function rolloutFailed({ context }: Kubectl, message: string): LabError {
  return new LabError(
    'ROLLOUT_FAILED',
    message,
    `The old pods keep serving. See the new ones: ./lab status --on ${context}.`,
  );
}
