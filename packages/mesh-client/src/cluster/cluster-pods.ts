import type { kubernetes } from '@lab/istio';
import type { AbsentWorkload, MeshPod, PodPart } from '../mesh-client.ts';
import {
  type ClusterObjectMeta,
  type ClusterPod,
  type ContainerStatus,
  containersOf,
  initContainersOf,
  isReady,
  PROXY,
  terminationText,
  workloadOf,
} from './cluster-pod.ts';
import { isFailing, podProblem, schedulingReason } from './pod-problem.ts';

export interface ClusterNamespace {
  readonly metadata: Pick<ClusterObjectMeta, 'name' | 'labels'>;
}

const isDone = ({ status }: ClusterPod) => status?.phase === 'Succeeded';

/** Every pod that has not ended, as the mesh sees it or would. */
export function allPods(pods: readonly ClusterPod[]): readonly MeshPod[] {
  return pods.filter((pod) => !isDone(pod)).map(meshPod);
}

/** The pods that are in the mesh, by a proxy of their own or by their namespace's labels; in the order of names. */
export function meshPods(
  pods: readonly ClusterPod[],
  namespaces: readonly ClusterNamespace[],
): readonly MeshPod[] {
  const meshed = new Set(namespaces.filter(isInMesh).map(({ metadata }) => metadata.name));
  const key = ({ namespace, name }: MeshPod) => `${namespace}/${name}`;
  return pods
    .filter((pod) => !isDone(pod) && (meshed.has(pod.metadata.namespace) || proxyOf(pod) !== undefined))
    .map(meshPod)
    .toSorted((a, b) => key(a).localeCompare(key(b)));
}

/** Istio "Installing the Sidecar" and "Add workloads to an ambient mesh": the labels that put a namespace in. */
function isInMesh({ metadata: { labels = {} } }: ClusterNamespace): boolean {
  if (labels['istio-injection'] === 'enabled' || labels['istio.io/dataplane-mode'] === 'ambient') return true;
  return labels['istio.io/rev'] !== undefined && labels['istio-injection'] !== 'disabled';
}

function meshPod(pod: ClusterPod): MeshPod {
  const { name, namespace, labels = {}, deletionTimestamp } = pod.metadata;
  const proxy = proxyOf(pod);
  const applications = containersOf(pod).filter((container) => container.name !== PROXY);
  const problem = podProblem(pod);
  const reason = schedulingReason(pod);
  return {
    name,
    namespace,
    workload: workloadOf(pod),
    labels,
    proxy: proxy === undefined ? 'none' : isGateway(pod) ? 'gateway' : 'sidecar',
    ready: isReady(pod),
    draining: deletionTimestamp !== undefined,
    ...(applications.length > 0 && { application: partOf(applications, reason) }),
    ...(proxy && { sidecar: partOf([proxy], reason) }),
    ...(problem && { problem }),
  };
}

function proxyOf(pod: ClusterPod): ContainerStatus | undefined {
  return [...containersOf(pod), ...initContainersOf(pod)].find(({ name }) => name === PROXY);
}

/** A gateway is a proxy and nothing else, whether a chart or the Gateway API brought it. */
function isGateway(pod: ClusterPod): boolean {
  const containers = containersOf(pod);
  return containers.length > 0 && containers.every(({ name }) => name === PROXY);
}

const worstFirst: readonly PodPart['phase'][] = ['backing-off', 'stopped', 'starting', 'running'];

/**
 * Several containers count as the one that is worst off; restarts add up.
 *
 * @param scheduling why the pod has no node
 */
function partOf(containers: readonly ContainerStatus[], scheduling: string | undefined): PodPart {
  const worst = containers.toSorted((a, b) => rank(a) - rank(b))[0] as ContainerStatus;
  const exit = containers.map(({ lastState }) => lastState?.terminated).find((found) => found !== undefined);
  const { waiting, terminated } = worst.state ?? {};
  const reason = scheduling ?? waiting?.reason ?? terminated?.reason;
  return {
    phase: phaseOf(worst),
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    ...(reason && { reason }),
    ...(exit && { lastExit: terminationText(exit) }),
  };
}

const rank = (container: ContainerStatus) => worstFirst.indexOf(phaseOf(container));

function phaseOf({ ready, state = {} }: ContainerStatus): PodPart['phase'] {
  if (state.running) return ready ? 'running' : 'starting';
  if (state.terminated) return 'stopped';
  return isFailing(state.waiting?.reason) ? 'backing-off' : 'starting';
}

/** A Deployment as the API server has it. */
export interface ClusterDeployment {
  readonly metadata: ClusterObjectMeta;
  readonly spec?: Pick<NonNullable<kubernetes.Deployment['spec']>, 'replicas'>;
  readonly status?: kubernetes.Deployment['status'];
}

type Conditions = NonNullable<NonNullable<ClusterDeployment['status']>['conditions']>;

/** Deployments of the mesh that want pods and have none: what keeps these away shows nowhere else. */
export function absentWorkloads(
  deployments: readonly ClusterDeployment[],
  pods: readonly MeshPod[],
  namespaces: readonly ClusterNamespace[],
): readonly AbsentWorkload[] {
  const meshed = new Set(namespaces.filter(isInMesh).map(({ metadata }) => metadata.name));
  const present = new Set(pods.map(({ namespace, workload }) => `${namespace}/${workload}`));
  return deployments
    .filter(({ metadata: { name, namespace }, spec }) => {
      const wanted = spec?.replicas ?? 1;
      return wanted > 0 && meshed.has(namespace) && !present.has(`${namespace}/${name}`);
    })
    .map(({ metadata: { name, namespace }, status }) => ({
      namespace,
      workload: name,
      reason: absenceReason(status?.conditions ?? []),
    }));
}

/** ReplicaFailure has what refused the pods: a quota, a Pod Security Standard, a webhook such as the sidecar injector's. */
function absenceReason(conditions: Conditions): string {
  const failure = conditions.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  return failure ? `${failure.reason}: ${failure.message}` : 'no pod has been created yet';
}
