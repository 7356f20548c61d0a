import type { Kubectl } from '@lab/cluster';
import { hasCode, LabError } from '@lab/errors';
import { choosePod } from '../requests/choose-pod.ts';
import type { RunNode } from '../requests/send-from-pod.ts';
import { applicationContainer, type ClusterPod } from './cluster-pod.ts';
import { allPods } from './cluster-pods.ts';

/**
 * Runs Node in the container of a workload's application (`kubectl exec`, which needs no shell): its calls take the way
 * of the pod's, past whatever captures them there.
 *
 * @throws InvalidRequestError as choosePod; what it returns throws LabError NOT_IN_IMAGE where the image has no Node
 */
export async function runInClusterPod(cluster: Kubectl, workload: string): Promise<RunNode> {
  const pods = await cluster.list<ClusterPod>(['pods']);
  const { name, namespace } = choosePod(allPods(pods), workload);
  const isChosen = ({ metadata }: ClusterPod) => metadata.name === name && metadata.namespace === namespace;
  const container = applicationContainer(pods.find(isChosen) as ClusterPod);
  return async (args, streams) => {
    try {
      await cluster.exec({ pod: name, namespace, container }, ['node', ...args], streams);
    } catch (error) {
      if (!hasCode(error, 'NOT_IN_IMAGE')) throw error;
      throw new LabError(
        'NOT_IN_IMAGE',
        `the image of container ${container} in ${namespace}/${name} has no Node.js, which sends the request`,
        'Send it from a pod of your own with the same ServiceAccount: docs/kubernetes.md, "Calling with another identity".',
        { cause: error },
      );
    }
  };
}
