import type { Kubectl } from '@lab/cluster';
import { parseStats } from '@lab/envoy';
import { PROXY } from './cluster-pod.ts';

/**
 * Counters and gauges of a pod's proxy, asked of Envoy by the agent beside it: `pilot-agent request GET stats`, which is in
 * every image of Istio's proxy.
 *
 * @param pod `NAMESPACE/NAME`
 * @param filter a regular expression that names match somewhere
 */
export async function clusterStatistics(
  cluster: Pick<Kubectl, 'exec'>,
  pod: string,
  filter: string,
): Promise<ReadonlyMap<string, number>> {
  const [namespace = '', name = ''] = pod.split('/');
  const command = ['pilot-agent', 'request', 'GET', `stats?filter=${encodeURIComponent(filter)}`];
  let text = '';
  const onStdout = (part: string) => {
    text += part;
  };
  await cluster.exec({ pod: name, namespace, container: PROXY }, command, { input: '', onStdout });
  return parseStats(text);
}
