import { type Pod, type ProxyConfig, parseClusterName, type Service } from '@lab/istio';
import { podSpecOf } from '../workloads/container.ts';
import type { AddressPlan } from './address-plan.ts';
import { outboundDestinations } from './outbound-destinations.ts';
import { LOOPBACK, type SocketAddress } from './socket-address.ts';

/** Where everything of one running pod listens. */
export interface PodAddresses {
  /** Container port → where the application listens for it. */
  readonly application: ReadonlyMap<number, SocketAddress>;
  /** Container port → where other pods reach it: the sidecar, or the application where there is none. */
  readonly inbound: ReadonlyMap<number, SocketAddress>;
  /** Outbound or gateway listener → where it is; by name, or as `outboundDestinations` names a part of one. */
  readonly outbound: ReadonlyMap<string, SocketAddress>;
  /** The address that the pod's own calls come from; absent where all pods have one in common. */
  readonly sourceAddress?: string;
}

/**
 * Gives everything of a pod that listens its address.
 *
 * @param id of the running pod; another one for the pod that replaces it
 * @param publicPort port of 127.0.0.1 for a gateway's listener, where it is to be one that people know
 */
export async function allotAddresses(
  id: string,
  pod: Pod,
  { config, services }: { readonly config: ProxyConfig; readonly services: readonly Service[] },
  plan: AddressPlan,
  publicPort: (pod: Pod, containerPort: number) => number | undefined,
): Promise<PodAddresses> {
  const application = new Map<number, SocketAddress>();
  const inbound = new Map<number, SocketAddress>();
  const outbound = new Map<string, SocketAddress>();
  for (const port of pod.proxy === 'gateway' ? [] : containerPorts(pod, config)) {
    const name = String(port);
    if (pod.proxy === 'sidecar') application.set(port, await plan.allocate(id, 'application', name, port));
    inbound.set(port, await plan.allocate(id, 'inbound', name, port));
    if (pod.proxy === 'none') application.set(port, inbound.get(port) as SocketAddress);
  }
  for (const listener of config.listeners) {
    const { name, trafficDirection, address } = listener;
    if (trafficDirection === 'INBOUND') continue;
    const port = address.socketAddress.portValue;
    if (pod.proxy !== 'gateway') {
      for (const { key } of outboundDestinations(listener, services))
        outbound.set(key, await plan.allocate(id, 'outbound', key, port));
      continue;
    }
    const known = publicPort(pod, port);
    const place = known && { address: LOOPBACK, port: known };
    inbound.set(port, place || (await plan.allocate(id, 'inbound', name, port)));
    outbound.set(name, inbound.get(port) as SocketAddress);
  }
  const sourceAddress = plan.sourceAddress(id);
  return { application, inbound, outbound, ...(sourceAddress && { sourceAddress }) };
}

/**
 * The ports that the container declares, and those that a Service or a probe leads to without their being declared: a probe asks
 * the pod, and no program of this machine that has the same port.
 */
function containerPorts(pod: Pod, config: ProxyConfig): Set<number> {
  const led = config.clusters
    .map(({ name }) => parseClusterName(name))
    .flatMap((name) => (name?.direction === 'inbound' ? name.port : []));
  return new Set([...pod.ports.map(({ port }) => port), ...led, ...probedPorts(pod)]);
}

function probedPorts(pod: Pod): number[] {
  const [container] = podSpecOf(pod).spec.containers ?? [];
  const { readinessProbe, livenessProbe, startupProbe } = container ?? {};
  return [readinessProbe, livenessProbe, startupProbe].flatMap((probe) => {
    const port = (probe?.httpGet ?? probe?.tcpSocket ?? probe?.grpc)?.port;
    return typeof port === 'number' ? [port] : [];
  });
}
