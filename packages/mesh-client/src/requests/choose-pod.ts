import { didYouMean } from '@lab/istio';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { MeshPod } from '../mesh-client.ts';

/** As far as a pod is looked at here. */
export type CandidatePod = Pick<MeshPod, 'name' | 'namespace' | 'workload' | 'proxy' | 'ready'>;

/**
 * A ready pod of a workload, `NAME` or `NAMESPACE/NAME`; a pod's own name will do as well.
 *
 * @throws InvalidRequestError where there is none, or where the name is that of several workloads
 */
export function choosePod<Pod extends CandidatePod>(pods: readonly Pod[], wanted: string): Pod {
  const applications = pods.filter(({ proxy }) => proxy !== 'gateway');
  const named = applications.filter((pod) => namesOf(pod).includes(wanted));
  const workloads = [...new Set(named.map(keyOf))];
  if (workloads.length > 1) {
    throw new InvalidRequestError(
      `several workloads are called ${wanted}; use one of ${workloads.join(', ')}`,
    );
  }
  const ready = named.find((pod) => pod.ready);
  if (ready) return ready;
  if (named.length > 0) throw new InvalidRequestError(`${wanted} has no ready pod (./lab status)`);
  const all = [...new Set(applications.map(keyOf))].sort();
  const hint = didYouMean(wanted, [...applications.flatMap(namesOf)]);
  throw new InvalidRequestError(
    `no workload with an application is called ${wanted}${hint}\nthe workloads are: ${all.join(', ') || 'none'}`,
  );
}

function keyOf({ namespace, workload }: CandidatePod): string {
  return `${namespace}/${workload}`;
}

function namesOf({ namespace, workload, name }: CandidatePod): string[] {
  return [workload, `${namespace}/${workload}`, name, `${namespace}/${name}`];
}
