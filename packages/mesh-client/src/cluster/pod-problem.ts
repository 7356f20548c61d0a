import {
  type ClusterPod,
  type ContainerStatus,
  containersOf,
  initContainersOf,
  isReady,
  PROXY,
  terminationText,
} from './cluster-pod.ts';

/** What a container waits for when nothing is wrong with it (kubelet, `pkg/kubelet/kubelet_pods.go`). */
const usual = ['ContainerCreating', 'PodInitializing'];

/** Whether a container waits because something failed, which the kubelet tries again. */
export function isFailing(reason: string | undefined): boolean {
  return reason !== undefined && !usual.includes(reason);
}

/**
 * Why a pod is not ready, in the words of scheduler and kubelet: of the pod as a whole, else of each container that
 * keeps it from it. Undefined for one that is ready or on its way out.
 */
export function podProblem(pod: ClusterPod): string | undefined {
  if (isReady(pod) || pod.metadata.deletionTimestamp !== undefined) return undefined;
  const whole = failure(pod) ?? notScheduled(pod);
  if (whole) return whole;
  const found = [
    ...initContainersOf(pod).map((container) => initProblem(container, isSidecar(pod, container))),
    ...containersOf(pod).map((container) => containerProblem('container', container)),
  ].filter((problem) => problem !== undefined);
  const severe = found.filter(({ severe }) => severe);
  const texts = (severe.length > 0 ? severe : found).map(({ text }) => text);
  return texts.length > 0 ? texts.join('; ') : (pod.status?.phase ?? 'Pending');
}

/** `Unschedulable`, or `SchedulingGated`; undefined for a pod that has a node. */
export function schedulingReason(pod: ClusterPod): string | undefined {
  return unscheduled(pod)?.reason;
}

interface Problem {
  readonly text: string;
  /** Something failed; otherwise it takes its time. */
  readonly severe: boolean;
}

/** Evicted, or shut down with its node. */
function failure({ status = {} }: ClusterPod): string | undefined {
  return status.reason && withMessage(status.reason, status.message);
}

function notScheduled(pod: ClusterPod): string | undefined {
  const condition = unscheduled(pod);
  return condition && withMessage(condition.reason ?? 'not scheduled', condition.message);
}

function unscheduled({ status }: ClusterPod) {
  return status?.conditions?.find(
    (condition) => condition.type === 'PodScheduled' && condition.status === 'False',
  );
}

function isSidecar({ spec }: ClusterPod, { name }: ContainerStatus): boolean {
  const found = spec?.initContainers?.find((container) => container.name === name);
  return name === PROXY || found?.restartPolicy === 'Always';
}

/** An init container has to come to its end, but for a native sidecar, which has to get ready. */
function initProblem(container: ContainerStatus, sidecar: boolean): Problem | undefined {
  if (sidecar) return containerProblem('container', container);
  if (container.state?.terminated?.exitCode === 0) return undefined;
  if (container.state?.running) return { text: `init container ${container.name} is running`, severe: false };
  return containerProblem('init container', container);
}

function containerProblem(what: string, container: ContainerStatus): Problem | undefined {
  const { name, ready, state = {}, lastState } = container;
  const { running, waiting, terminated } = state;
  if (ready) return undefined;
  if (running) return { text: `${what} ${name} runs and is not ready`, severe: true };
  if (terminated) {
    return {
      text: `${what} ${name} ended: ${withMessage(terminationText(terminated), terminated.message)}`,
      severe: true,
    };
  }
  if (!isFailing(waiting?.reason))
    return { text: `${what} ${name}: ${waiting?.reason ?? 'Pending'}`, severe: false };
  const last = lastState?.terminated;
  const ended = last ? `; it ended: ${withMessage(terminationText(last), last.message)}` : '';
  return {
    text: `${what} ${name}: ${withMessage(waiting?.reason ?? '', waiting?.message)}${ended}`,
    severe: true,
  };
}

/** A message of several lines, such as a log's end, by its last one. */
function withMessage(reason: string, message = ''): string {
  const line = message.trim().split('\n').at(-1) ?? '';
  // The kubelet's messages often begin with their reason.
  return line === '' || line === reason ? reason : `${reason}: ${line.replace(`${reason}: `, '')}`;
}
