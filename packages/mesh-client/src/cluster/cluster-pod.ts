import type { kubernetes } from '@lab/istio';

/** What the API server gives every object of a namespace. */
export type ClusterObjectMeta = kubernetes.ObjectMeta & { readonly name: string; readonly namespace: string };

/** A pod as the API server has it, as far as it is read here. */
export interface ClusterPod {
  readonly metadata: ClusterObjectMeta;
  readonly spec?: kubernetes.PodSpec;
  readonly status?: Omit<kubernetes.PodStatus, 'containerStatuses' | 'initContainerStatuses'> & {
    readonly containerStatuses?: readonly ContainerStatus[];
    /** A native sidecar, which Istio uses from Kubernetes 1.29, is an init container that goes on running. */
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

/** `state` is absent before the kubelet has looked at the container. */
export type ContainerStatus = Pick<
  kubernetes.ContainerStatus,
  'name' | 'ready' | 'restartCount' | 'state' | 'lastState'
>;

/** Its message is what the container left in `/dev/termination-log`. */
export type Termination = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

/** Istio's name of the proxy's container, in gateways too. */
export const PROXY = 'istio-proxy';

/** The container statuses of a pod, in the order of its containers; of those that the kubelet has not reported, empty ones. */
export function containersOf({ spec, status = {} }: ClusterPod): readonly ContainerStatus[] {
  return withStatuses(spec?.containers, status.containerStatuses);
}

/** The same of its init containers. */
export function initContainersOf({ spec, status = {} }: ClusterPod): readonly ContainerStatus[] {
  return withStatuses(spec?.initContainers, status.initContainerStatuses);
}

function withStatuses(
  specs: readonly kubernetes.Container[] | undefined,
  statuses: readonly ContainerStatus[] = [],
): readonly ContainerStatus[] {
  if (!specs) return statuses;
  return specs.map(
    ({ name }) => statuses.find((status) => status.name === name) ?? { name, ready: false, restartCount: 0 },
  );
}

/** The container that kubectl takes without a name (annotation `kubectl.kubernetes.io/default-container`), or the first one. */
export function applicationContainer(pod: ClusterPod): string {
  const { annotations, name } = pod.metadata;
  const first = containersOf(pod).find((container) => container.name !== PROXY)?.name;
  return annotations?.['kubectl.kubernetes.io/default-container'] ?? first ?? name;
}

/** `OOMKilled (exit code 137)` */
export function terminationText({ reason, exitCode }: Termination): string {
  return `${reason ?? 'ended'} (exit code ${exitCode})`;
}

/** A Deployment's name: that of its ReplicaSet without the hash of the template, which the pod has as a label. */
export function workloadOf({ metadata }: ClusterPod): string {
  const owner = metadata.ownerReferences?.[0];
  if (!owner) return metadata.name;
  const hash = metadata.labels?.['pod-template-hash'];
  return owner.kind === 'ReplicaSet' && hash && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** What the Ready condition says; a pod that is on its way out is not ready. */
export function isReady({ metadata, status }: ClusterPod): boolean {
  const conditions = status?.conditions ?? [];
  const ready = conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');
  return ready && metadata.deletionTimestamp === undefined;
}
