import { adminClient } from '@lab/envoy';
import type { PodStatus } from '@lab/local';
import { InvalidRequestError } from '../invalid-request-error.ts';

/**
 * Counters and gauges of a pod's proxy, asked at its administration socket.
 *
 * @param pod `NAMESPACE/NAME`
 * @param filter a regular expression that names match somewhere
 * @throws InvalidRequestError for a pod that is not there, or has no proxy; LabError ENVOY_ADMIN where it does not answer
 */
export async function labStatistics(
  pods: readonly Pick<PodStatus, 'namespace' | 'name' | 'sidecar'>[],
  pod: string,
  filter: string,
): Promise<ReadonlyMap<string, number>> {
  const found = pods.find(({ namespace, name }) => `${namespace}/${name}` === pod);
  if (!found?.sidecar) throw new InvalidRequestError(`no pod with a proxy is called ${pod} (./lab status)`);
  return adminClient(found.sidecar.adminSocket).stats(filter);
}
