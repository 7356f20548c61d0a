import type { Pod, ProxyConfig } from '@lab/istio';
import type { Placement } from '../sidecars/placement.ts';
import type { PodEnvironment } from './pod-environment.ts';

/** Gives a pod's container ports, inbound chains and outbound listeners their loopback ports. */
export async function allotPorts(
  id: string,
  pod: Pod,
  config: ProxyConfig,
  { ports, publicPort }: Pick<PodEnvironment, 'ports' | 'publicPort'>,
): Promise<Pick<Placement, 'application' | 'inbound' | 'outbound'>> {
  const application = new Map<number, number>();
  const inbound = new Map<number, number>();
  const outbound = new Map<string, number>();
  for (const port of containerPorts(pod, config)) {
    if (pod.proxy === 'gateway') continue;
    application.set(port, await ports.allocate(`${id}/application/${port}`));
    if (pod.proxy === 'sidecar') inbound.set(port, await ports.allocate(`${id}/inbound/${port}`));
  }
  for (const { name, trafficDirection, address } of config.listeners) {
    if (trafficDirection === 'INBOUND' || name === 'virtualOutbound') continue;
    const fixed = pod.proxy === 'gateway' ? publicPort(pod, address.socketAddress.portValue) : undefined;
    outbound.set(name, fixed ?? (await ports.allocate(`${id}/outbound/${name}`)));
  }
  return { application, inbound, outbound };
}

/** The ports that the container declares, and those that a Service leads to without their being declared. */
function containerPorts(pod: Pod, config: ProxyConfig): Set<number> {
  const led = config.clusters
    .map(({ name }) => /^inbound\|(\d+)\|/.exec(name)?.[1])
    .filter((port) => port !== undefined);
  return new Set([...pod.ports.map(({ port }) => port), ...led.map(Number)]);
}
