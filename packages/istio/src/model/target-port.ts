import type { Pod, ServicePort } from './registry.ts';

/** The pod's port that a Service port leads to; undefined when the pod has no container port of that name. */
export function targetPortOn(pod: Pick<Pod, 'ports'>, { targetPort }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return pod.ports.find(({ name }) => name === targetPort)?.port;
}
