import { endpointsOf, type Mesh, type Pod, type Service, type ServicePort } from '@lab/istio';
import { addressesOf, outboundKey, VIRTUAL_OUTBOUND } from '../addresses/outbound-destinations.ts';
import { formatAddress, type SocketAddress } from '../addresses/socket-address.ts';
import type { Placement } from '../sidecars/placement.ts';
import { serviceNames } from './service-names.ts';

/** What the capture preload reads: see capture/capture.cjs. */
export interface CaptureMap {
  /** `HOST:PORT` as applications write it → `ADDRESS:PORT` to choose from. */
  readonly connect: Readonly<Record<string, readonly string[]>>;
  /** Container port → `ADDRESS:PORT` to listen on. */
  readonly listen: Readonly<Record<string, string>>;
  /** Present where hosts that the mesh does not know are refused: what takes calls to them. */
  readonly otherwise?: {
    /** Port → `ADDRESS:PORT` of the listener that reads the Host. */
    readonly ports: Readonly<Record<string, string>>;
    /** `ADDRESS:PORT` for all other ports. */
    readonly any: string;
    /** Ports that do not go through the sidecar. */
    readonly excluded: readonly number[];
  };
  /** `ADDRESS:PORT` of those places to dial that are the pod's own: its sidecar, and its application. Stand-ins call nothing else. */
  readonly own: readonly string[];
  /** `HOST:PORT` of Services of which an endpoint is no pod. Stand-ins do not call them. */
  readonly outside: readonly string[];
  /** The pod's address, to call from: nothing else says whose a call is that passes no sidecar on its way out. */
  readonly source?: string;
}

/** Where a Service's own endpoints are, for calls that do not pass the sidecar. */
export type ResolveService = (service: Service, port: number) => readonly SocketAddress[];

/** Annotation with the ports, separated by commas, that a pod keeps from its sidecar. */
export const EXCLUDE_PORTS = 'traffic.sidecar.istio.io/excludeOutboundPorts';

/**
 * Maps what a pod may dial to where it goes here. Each service port leads to the sidecar's outbound listener for
 * that port, so that the port that was dialled is never lost; ports that the pod keeps from its sidecar, or all
 * of them where there is none, lead to the Service's endpoints (Istio, "Resource annotations"). So do Services that the
 * sidecar does not import, unless it refuses what it does not know.
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
  const refused = placement.outbound.get(VIRTUAL_OUTBOUND);
  const connect: Record<string, readonly string[]> = {};
  const ownPlaces = new Set<string>();
  const outside = new Set<string>();
  for (const service of mesh.services) {
    for (const port of service.ports) {
      for (const { names, address, target } of dialled(mesh, service, port, pod)) {
        // What a pod sends to its own address does not pass its sidecar.
        const itself = address === pod.ip ? placement.application.get(target ?? port.port) : undefined;
        const found = listenerFor(address, port.port, placement) ?? refused;
        const own = itself ?? (excluded.has(port.port) ? undefined : found);
        const places = own ? [own] : resolveService(service, port.port);
        if (places.length === 0) continue;
        if (own) ownPlaces.add(formatAddress(own));
        if (isOutside(mesh, service, port)) for (const name of names) outside.add(`${name}:${port.port}`);
        for (const name of names) {
          const key = `${name}:${port.port}`;
          // The pods of a headless Service have its name in common.
          connect[key] = [...(connect[key] ?? []), ...places.map(formatAddress)];
        }
      }
    }
  }
  const listen = [...placement.application].map(([port, place]) => [port, formatAddress(place)]);
  const source = placement.sourceAddress;
  return {
    connect,
    listen: Object.fromEntries(listen),
    own: [...ownPlaces],
    outside: [...outside],
    ...(refused && { otherwise: otherwise(refused, placement, [...excluded]) }),
    ...(source && { source }),
  };
}

/** Whether calls of a Service may leave the mesh: it has an endpoint that is no pod, or none that is known here. */
function isOutside(mesh: Mesh, service: Service, port: ServicePort): boolean {
  if (service.registry === 'kubernetes') return service.endpoints.length > 0;
  const endpoints = endpointsOf(mesh, service, port);
  return endpoints.length === 0 || endpoints.some(({ pod }) => !pod);
}

function otherwise(refused: SocketAddress, { outbound }: Placement, excluded: readonly number[]) {
  const ports = [...outbound].flatMap(([key, place]) => {
    const [, port] = /^0\.0\.0\.0_(\d+)$/.exec(key) ?? [];
    return port === undefined ? [] : [[port, formatAddress(place)] as const];
  });
  return { ports: Object.fromEntries(ports), any: formatAddress(refused), excluded };
}

/** HTTP services share a listener a port, others have one a service address (Istio's names for listeners). */
function listenerFor(address: string, port: number, { outbound }: Placement): SocketAddress | undefined {
  const names = [`${address}_${port}`, `0.0.0.0_${port}`];
  const keys = names.flatMap((name) => [outboundKey(name, address), name]);
  return keys.map((key) => outbound.get(key)).find((place) => place !== undefined);
}

interface DialledPlace {
  readonly names: readonly string[];
  readonly address: string;
  /** The port of the pod at this address; absent where the address is the Service's own. */
  readonly target?: number;
}

/** What of a Service can be dialled, and the address that it stands for. */
function dialled(mesh: Mesh, service: Service, port: ServicePort, { namespace }: Pod): DialledPlace[] {
  const names = serviceNames(service, namespace, mesh.config.domain);
  const own = addressesOf(service);
  const [first] = own;
  if (first === undefined) return headlessPods(mesh, service, port, names);
  const literal = own.filter((address) => address !== '0.0.0.0');
  return [{ names, address: first }, ...literal.map((address) => ({ names: [address], address }))];
}

/**
 * A headless Service's name stands for the addresses of its pods; those of a StatefulSet have names of their own
 * (Kubernetes documentation, "StatefulSets", "Stable Network ID").
 */
function headlessPods(
  mesh: Mesh,
  service: Service,
  port: ServicePort,
  names: readonly string[],
): DialledPlace[] {
  return endpointsOf(mesh, service, port).map(({ address, pod, port: target }) => {
    const hasName = pod?.resource.kind === 'StatefulSet';
    const ownNames = hasName ? names.map((name) => `${pod.name}.${name}`) : [];
    return { names: [...names, ...ownNames, address], address, target };
  });
}
