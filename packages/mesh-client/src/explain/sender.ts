import { OUTSIDE } from '@lab/istio';
import { InvalidRequestError } from '../invalid-request-error.ts';
import type { MeshPod } from '../mesh-client.ts';
import { choosePod } from '../requests/choose-pod.ts';
import type { ExplainQuestion } from './explain-call.ts';

type SenderPod = Pick<MeshPod, 'name' | 'namespace' | 'workload' | 'proxy'>;

/**
 * The workload that a name stands for, as `NAMESPACE/WORKLOAD`; `outside` for itself. Pods need not be ready.
 *
 * @throws InvalidRequestError as {@link choosePod}
 */
function senderNamed(pods: readonly SenderPod[], wanted: string): string {
  if (wanted === OUTSIDE) return wanted;
  const { namespace, workload } = choosePod(
    pods.map(({ name, namespace: own, workload: of, proxy }) => ({
      ...{ name, namespace: own, workload: of, proxy },
      ready: true,
    })),
    wanted,
  );
  return `${namespace}/${workload}`;
}

/**
 * The question with the whole name of its sender.
 *
 * @throws InvalidRequestError for a workload that is not there, and where no gateway is that would take the request
 */
export function withSender(question: ExplainQuestion, pods: readonly SenderPod[]): ExplainQuestion {
  const { from, ...rest } = question;
  if (from !== undefined) return { ...rest, from: senderNamed(pods, from) };
  if (pods.some(({ proxy }) => proxy === 'gateway')) return rest;
  throw new InvalidRequestError(
    'the mesh has no gateway; use --from to name the workload that sends the request',
  );
}
