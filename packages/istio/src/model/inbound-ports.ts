import type { Mesh } from './mesh.ts';
import type { Pod, Protocol } from './registry.ts';
import { servicesOf } from './registry-index.ts';
import { targetPortOn } from './target-port.ts';

/** A port of a pod that a Service leads to, and what the Service says of it. */
export interface InboundPort {
  /** The port that the application listens on. */
  readonly targetPort: number;
  readonly servicePort: number;
  readonly protocol: Protocol;
  readonly hostname: string;
}

/**
 * The ports that a sidecar has a filter chain for, in order of the port. Where two Services lead to the same
 * port, the older one decides its protocol.
 * Source: istio pilot/pkg/networking/core/listener_inbound.go, `getFilterChainsByServicePort`.
 */
export function inboundPorts(mesh: Mesh, pod: Pod): InboundPort[] {
  const ports = new Map<number, InboundPort>();
  for (const service of servicesOf(mesh, pod)) {
    for (const servicePort of service.ports) {
      const targetPort = targetPortOn(pod, servicePort);
      if (targetPort === undefined || ports.has(targetPort)) continue;
      const { port, protocol } = servicePort;
      ports.set(targetPort, { targetPort, servicePort: port, protocol, hostname: service.hostname });
    }
  }
  return [...ports.values()].sort((a, b) => a.targetPort - b.targetPort);
}
