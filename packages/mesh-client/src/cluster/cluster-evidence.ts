import type { ContainerTarget, Kubectl } from '@lab/cluster';
import { hasCode, LabError } from '@lab/errors';
import type { Evidence } from '@lab/evidence';
import type { Mesh } from '@lab/istio';
import type { MeshPod } from '../mesh-client.ts';
import type { AccessLog } from '../why/access-log.ts';
import { withoutSecrets } from '../why/without-secrets.ts';
import { applicationContainer, type ClusterPod, PROXY } from './cluster-pod.ts';
import { clusterStatistics } from './cluster-statistics.ts';

/** Lines of a proxy's log that are read at first, and where these do not have what is looked for: all that the kubelet gives. */
const TAILS = [2_000, -1];

/** Lines of an application's log in which those about a request are looked for, and of them the last that are shown. */
const APPLICATION_TAIL = 2_000;
const SHOWN = 5;

/** The access log of each proxy, as `kubectl logs` has it: what the container wrote since it started. */
export function clusterAccessLogs(cluster: Kubectl, pods: readonly MeshPod[]): readonly AccessLog[] {
  return pods.filter(({ proxy }) => proxy !== 'none').map((pod) => clusterAccessLog(cluster, pod));
}

function clusterAccessLog(cluster: Kubectl, { name, namespace }: MeshPod): AccessLog {
  const tails = [...TAILS];
  let oldest: string | undefined;
  return {
    pod: `${namespace}/${name}`,
    earlier: async () => {
      const tail = tails.shift();
      if (tail === undefined) return undefined;
      const text = await startedLog(cluster, { pod: name, namespace, container: PROXY }, tail);
      const lines = text.split('\n');
      if (lines.length <= tail) tails.length = 0;
      const before = oldest === undefined ? lines : lines.slice(0, lines.lastIndexOf(oldest));
      oldest = before.find((line) => line !== '') ?? oldest;
      return Buffer.from(before.map((line) => `${line}\n`).join(''));
    },
  };
}

/** Nothing of a container that has not started, or has gone by now. */
async function startedLog(cluster: Kubectl, target: ContainerTarget, tail: number): Promise<string> {
  try {
    return await cluster.logs(target, tail);
  } catch (error) {
    if (hasCode(error, 'KUBECTL') || hasCode(error, 'NOT_FOUND')) return '';
    throw error;
  }
}

/** What a cluster knows of its mesh: pods as kubelets report them, their events, the proxies' statistics, the applications' logs. */
export async function clusterEvidence(
  cluster: Kubectl,
  { mesh, pods, containers }: { mesh: Mesh; pods: readonly MeshPod[]; containers: readonly ClusterPod[] },
): Promise<Evidence> {
  const events = await orElse(() => warnings(cluster), new Map<string, readonly string[]>());
  const targetOf = (pod: string, container: string) => {
    const [namespace = '', name = ''] = pod.split('/');
    return { pod: name, namespace, container };
  };
  return {
    mesh: { ...mesh, pods: namedPods(mesh.pods, pods) },
    pods: pods.map(({ name, namespace, workload, ready, application, problem }) => ({
      ...{ pod: `${namespace}/${name}`, workload, namespace, ready },
      restarts: application?.restarts ?? 0,
      ...(application?.lastExit !== undefined && { lastExit: application.lastExit }),
      ...(problem !== undefined && { problem }),
      ...(!isWell({ ready, application }) && { events: events.get(`${namespace}/${name}`) ?? [] }),
    })),
    statistics: (pod, filter) => orElse(() => clusterStatistics(cluster, pod, filter), new Map()),
    applicationLog: async (pod, requestId) => {
      const found = containers.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === pod);
      if (!found) return [];
      const target = targetOf(pod, applicationContainer(found));
      const log = await orElse(() => cluster.logs(target, APPLICATION_TAIL), '');
      const lines = log.split('\n').filter((line) => line.includes(requestId));
      return lines.slice(-SHOWN).map(withoutSecrets);
    },
  };
}

/** The pods of a mesh by the names that they have in the cluster: what Deployments say has none. */
function namedPods(planned: Mesh['pods'], pods: readonly MeshPod[]): Mesh['pods'] {
  return pods.flatMap(({ namespace, workload, name }) => {
    const found = planned.find((pod) => pod.namespace === namespace && pod.workload === workload);
    return found ? [{ ...found, name }] : [];
  });
}

/** Whether warnings about it are those of its start, which any pod may have. */
function isWell({ ready, application }: Pick<MeshPod, 'ready' | 'application'>): boolean {
  return ready && (application?.restarts ?? 0) === 0;
}

/** What a right or a container is missing for tells nothing; the cause is then likely at most. */
async function orElse<Value>(ask: () => Promise<Value>, otherwise: Value): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof LabError && error.code !== 'INTERRUPTED') return otherwise;
    throw error;
  }
}

/** An event as the API server has it. */
interface ClusterEvent {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly involvedObject: { readonly kind?: string; readonly namespace?: string; readonly name?: string };
}

/** Warnings about pods that are not ready or were started again, by `NAMESPACE/NAME`. */
async function warnings(cluster: Kubectl): Promise<ReadonlyMap<string, readonly string[]>> {
  const events = await cluster.list<ClusterEvent>(['events']);
  const timeOf = ({ lastTimestamp, eventTime }: ClusterEvent) => lastTimestamp ?? eventTime ?? '';
  const ofPods = events
    .filter(({ type, involvedObject: { kind } }) => type === 'Warning' && kind === 'Pod')
    .toSorted((a, b) => timeOf(a).localeCompare(timeOf(b)));
  const byPod = Map.groupBy(ofPods, ({ involvedObject: { namespace, name } }) => `${namespace}/${name}`);
  const text = (event: ClusterEvent) => `${timeOf(event)} ${event.reason}: ${event.message}`.trim();
  return new Map([...byPod].map(([pod, own]) => [pod, own.slice(-SHOWN).map(text)]));
}
