import type { Mesh, Pod, Service } from '@lab/istio';
import type { Placement } from '../sidecars/placement.ts';

/** What the capture preload reads: see capture/capture.cjs. */
export interface CaptureMap {
  /** `HOST:PORT` as applications write it → loopback ports to choose from. */
  readonly connect: Readonly<Record<string, readonly number[]>>;
  /** Container port → loopback port to listen on. */
  readonly listen: Readonly<Record<string, number>>;
}

/** Loopback ports of a Service's own endpoints, for calls that do not pass the sidecar. */
export type ResolveService = (service: Service, port: number) => readonly number[];

const EXCLUDE_PORTS = 'traffic.sidecar.istio.io/excludeOutboundPorts';

/**
 * Maps what a pod may dial to where it goes here. Each service port leads to the sidecar's outbound listener for
 * that port, so that the port that was dialled is never lost; ports that the pod keeps from its sidecar, or all
 * of them where there is none, lead to the Service's endpoints (Istio, "Resource annotations").
 */
export function captureMap(
  mesh: Mesh,
  pod: Pod,
  placement: Placement,
  resolveService: ResolveService,
): CaptureMap {
  const excluded = new Set(
    (pod.annotations[EXCLUDE_PORTS] ?? '').split(',').map((port) => Number(port.trim())),
  );
  const connect: Record<string, readonly number[]> = {};
  for (const service of mesh.services) {
    for (const { port } of service.ports) {
      const listener = excluded.has(port) ? undefined : listenerFor(service, port, placement);
      const ports = listener === undefined ? resolveService(service, port) : [listener];
      if (ports.length === 0) continue;
      for (const name of dialledNames(service, pod.namespace, mesh.config.domain))
        connect[`${name}:${port}`] = ports;
    }
  }
  return { connect, listen: Object.fromEntries(placement.application) };
}

/** HTTP services share a listener a port, others have one a service address (Istio's names for listeners). */
function listenerFor(service: Service, port: number, { outbound }: Placement): number | undefined {
  return outbound.get(`${service.clusterIP}_${port}`) ?? outbound.get(`0.0.0.0_${port}`);
}

/** The names that a pod's resolver would find (Kubernetes documentation, "DNS for Services and Pods"). */
function dialledNames(service: Service, fromNamespace: string, domain: string): string[] {
  const { hostname, name, namespace, clusterIP } = service;
  const address = /^\d/.test(clusterIP) && clusterIP !== '0.0.0.0' ? [clusterIP] : [];
  if (service.registry !== 'kubernetes') return [hostname, ...address];
  const qualified = `${name}.${namespace}`;
  const short = namespace === fromNamespace ? [name] : [];
  return [...short, qualified, `${qualified}.svc`, `${qualified}.svc.${domain}`, ...address];
}
