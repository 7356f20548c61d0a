import { hasLabels } from './label-selector.ts';
import type { Mesh } from './mesh.ts';
import { perMeshAnd } from './per-mesh.ts';
import type { Pod, Service, ServiceEntryEndpoint, ServicePort } from './registry.ts';
import { podsOf } from './registry-index.ts';
import { spiffeId } from './spiffe-id.ts';
import { targetPortOn } from './target-port.ts';

/** Label by which a workload says whether it takes Istio's mutual TLS; injection of a sidecar sets it to `istio`. */
export const TLS_MODE_LABEL = 'security.istio.io/tlsMode';

/** One address behind a service's port. */
export interface Endpoint {
  /** An IP address, or a name that the proxy looks up. */
  readonly address: string;
  readonly port: number;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether the workload can take Istio's mutual TLS at all. */
  readonly tlsMode: 'istio' | 'disabled';
  readonly weight?: number;
  /** SPIFFE identity, absent where nothing is known. */
  readonly identity?: string;
  readonly pod?: Pod;
}

/** Whether a Service's selector picks the pod; a Service without a selector picks none. */
export function selectsPod(service: Service, pod: Pod): boolean {
  return (
    Object.keys(service.selector).length > 0 &&
    service.namespace === pod.namespace &&
    hasLabels(pod.labels, service.selector)
  );
}

/** All endpoints of a service's port, pods in the registry's order. */
export function endpointsOf(mesh: Mesh, service: Service, port: ServicePort): Endpoint[] {
  const pods = podsOf(mesh, service).flatMap((pod) => podEndpoint(mesh, port, pod) ?? []);
  // Istio has a service for each address of a ServiceEntry, and in the cluster that they share the endpoints of all.
  const copies = Math.max(1, service.addresses.length);
  const listed = Array<readonly ServiceEntryEndpoint[]>(copies)
    .fill(service.endpoints)
    .flatMap((endpoints) => endpoints.map((endpoint) => listedEndpoint(mesh, service, port, endpoint)));
  const looksUpItself = service.resolution === 'dns' || service.resolution === 'dns-round-robin';
  if (pods.length + listed.length > 0 || !looksUpItself) return [...pods, ...listed];
  return [listedEndpoint(mesh, service, port, { address: service.hostname, ports: {}, labels: {} })];
}

/** The identities that may serve a service, sorted: what a client accepts in the server's certificate. */
export const identitiesOf: (mesh: Mesh, service: Service) => readonly string[] = perMeshAnd(
  (mesh, service: Service) => {
    const endpoints = service.ports.flatMap((port) => endpointsOf(mesh, service, port));
    const identities = endpoints.flatMap(({ identity }) => identity ?? []);
    return [...new Set([...identities, ...service.subjectAltNames])].sort();
  },
);

function podEndpoint(mesh: Mesh, port: ServicePort, pod: Pod): Endpoint | undefined {
  const targetPort = targetPortOn(pod, port);
  if (targetPort === undefined) return undefined;
  const { namespace, serviceAccount, labels } = pod;
  const labelled = labels[TLS_MODE_LABEL];
  return {
    address: pod.ip,
    port: targetPort,
    namespace,
    labels,
    tlsMode:
      labelled === 'istio' || (labelled === undefined && pod.proxy === 'sidecar') ? 'istio' : 'disabled',
    identity: spiffeId({ trustDomain: mesh.config.trustDomain, namespace, serviceAccount }),
    pod,
  };
}

/** Ports rank: the endpoint's own, the port's target, the port itself (istio serviceentry/conversion.go). */
function listedEndpoint(
  mesh: Mesh,
  service: Service,
  port: ServicePort,
  { address, ports, labels, weight, serviceAccount }: ServiceEntryEndpoint,
): Endpoint {
  const { namespace } = service;
  const { trustDomain } = mesh.config;
  const labelled = labels[TLS_MODE_LABEL];
  const takesTls = labelled === undefined ? serviceAccount !== undefined : labelled === 'istio';
  return {
    address,
    port: ports[port.name] ?? Number(port.targetPort),
    namespace,
    labels,
    tlsMode: takesTls ? 'istio' : 'disabled',
    ...(weight === undefined ? {} : { weight }),
    ...(serviceAccount && { identity: spiffeId({ trustDomain, namespace, serviceAccount }) }),
  };
}
