import type { MeshPod, PodPart } from './mesh-client.ts';

/** A pod as the API server has it, as far as it is read here (Kubernetes API, core/v1). */
export interface ClusterPod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    /** A native sidecar, which Istio uses from Kubernetes 1.29, is an init container that goes on running. */
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface ClusterNamespace {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: {
    readonly running?: object;
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: object;
  };
  readonly lastState?: { readonly terminated?: { readonly reason?: string; readonly exitCode: number } };
}

const PROXY = 'istio-proxy';
const isDone = ({ status }: ClusterPod) => status?.phase === 'Succeeded';

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
  const { conditions = [], containerStatuses = [] } = pod.status ?? {};
  const proxy = proxyOf(pod);
  const applications = containerStatuses.filter((container) => container.name !== PROXY);
  const draining = deletionTimestamp !== undefined;
  const ready = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  return {
    name,
    namespace,
    workload: workloadOf(pod),
    labels,
    proxy: proxy === undefined ? 'none' : isGateway(pod) ? 'gateway' : 'sidecar',
    ready: ready && !draining,
    draining,
    ...(applications.length > 0 && { application: partOf(applications) }),
    ...(proxy && { sidecar: partOf([proxy]) }),
  };
}

/** The container that kubectl takes without a name (annotation `kubectl.kubernetes.io/default-container`), or the first one. */
export function applicationContainer({ metadata, status }: ClusterPod): string {
  const first = status?.containerStatuses?.find(({ name }) => name !== PROXY)?.name;
  return metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? first ?? metadata.name;
}

function proxyOf({ status = {} }: ClusterPod): ContainerStatus | undefined {
  const all = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])];
  return all.find(({ name }) => name === PROXY);
}

/** A gateway is a proxy and nothing else, whether a chart or the Gateway API brought it. */
function isGateway({ status }: ClusterPod): boolean {
  const containers = status?.containerStatuses ?? [];
  return containers.length > 0 && containers.every(({ name }) => name === PROXY);
}

/** A Deployment's name: that of its ReplicaSet without the hash of the template, which the pod has as a label. */
function workloadOf({ metadata }: ClusterPod): string {
  const owner = metadata.ownerReferences?.[0];
  if (!owner) return metadata.name;
  const hash = metadata.labels?.['pod-template-hash'];
  return owner.kind === 'ReplicaSet' && hash && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

const worstFirst: readonly PodPart['phase'][] = ['backing-off', 'stopped', 'starting', 'running'];

/** Several containers count as the one that is worst off; restarts add up. */
function partOf(containers: readonly ContainerStatus[]): PodPart {
  const phases = containers.map(phaseOf);
  const exits = containers.map(({ lastState }) => lastState?.terminated).filter((exit) => exit !== undefined);
  const [exit] = exits;
  return {
    phase: worstFirst.find((phase) => phases.includes(phase)) ?? 'starting',
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    ...(exit && { lastExit: `${exit.reason ?? 'ended'} (exit code ${exit.exitCode})` }),
  };
}

function phaseOf({ ready, state = {} }: ContainerStatus): PodPart['phase'] {
  if (state.running) return ready ? 'running' : 'starting';
  if (state.terminated) return 'stopped';
  return /BackOff$/.test(state.waiting?.reason ?? '') ? 'backing-off' : 'starting';
}
