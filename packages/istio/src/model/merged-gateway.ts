import type { GatewaySpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { selectsPod } from './endpoints.ts';
import { gatewayListeners } from './gateway-api/listeners.ts';
import { hasLabels } from './label-selector.ts';
import type { Mesh } from './mesh.ts';
import { compareAge } from './oldest-first.ts';
import { perMesh } from './per-mesh.ts';
import { isHttp, selectProtocol } from './protocol.ts';
import type { Pod, Protocol } from './registry.ts';
import { visibleServices } from './sidecar-scope.ts';
import { targetPortOn } from './target-port.ts';

export type ServerSpec = NonNullable<GatewaySpec['servers']>[number];

/** One server of a Gateway, on the port that a gateway's pod listens on for it. */
export interface GatewayServer {
  /** `NAMESPACE/NAME`, as VirtualServices bind to it. */
  readonly gateway: string;
  readonly spec: ServerSpec;
  /** Hosts with a namespace only where it limits them: `NAMESPACE/HOST` or `HOST`. */
  readonly hosts: readonly string[];
  readonly protocol: Protocol;
  /** Of its route table; undefined where no HTTP is seen (TCP, TLS passed through). */
  readonly routeName: string | undefined;
  /** Names in the TLS client hello that lead here; empty without TLS. */
  readonly sniHosts: readonly string[];
}

/** All servers that share one listener. */
export interface GatewayPort {
  readonly number: number;
  readonly bind: string;
  readonly servers: GatewayServer[];
}

/**
 * Merges the servers of all Gateways that are for a pod into the listeners it opens, the oldest Gateway first.
 * Servers share a port when all are plain HTTP, or all end or pass through TLS under names of their own; a
 * server that fits neither is left out (istio gateway.go, `mergeGateways`).
 */
export function mergeGateways(mesh: Mesh, pod: Pod): GatewayPort[] {
  const ports: GatewayPort[] = [];
  for (const gateway of allGateways(mesh)) {
    for (const spec of gateway.resource.spec.servers ?? []) {
      for (const number of listenPorts(mesh, pod, gateway, spec.port.number)) {
        addServer(ports, number, spec.bind ?? '0.0.0.0', gatewayServer(gateway.resource, spec, number));
      }
    }
  }
  return ports;
}

/** A Gateway of Istio's, written or made from a listener of the Gateway API. */
interface AnyGateway {
  readonly resource: Resource<GatewaySpec>;
  /** Host names of the Services whose pods it is for; absent where it selects its pods by label. */
  readonly serviceHosts?: readonly string[];
}

const allGateways: (mesh: Mesh) => readonly AnyGateway[] = perMesh((mesh) =>
  [
    ...mesh.gateways.map((resource) => ({ resource })),
    ...gatewayListeners(mesh).flatMap(({ resource, serviceHosts }) =>
      resource ? { resource, serviceHosts } : [],
    ),
  ].sort((a, b) => compareAge(a.resource, b.resource)),
);

/** The ports of the pod that a server's port stands for; none where the Gateway is not for the pod. */
function listenPorts(
  mesh: Mesh,
  pod: Pod,
  { resource, serviceHosts }: AnyGateway,
  port: number,
): readonly number[] {
  if (!serviceHosts) return selectsGatewayPod(resource.spec, pod) ? [listenPort(mesh, pod, port)] : [];
  // Only Services of the Gateway's own namespace count, and only the ports that they have.
  const targets = mesh.services
    .filter(
      (service) =>
        serviceHosts.includes(service.hostname) &&
        service.namespace === resource.metadata.namespace &&
        selectsPod(service, pod),
    )
    .flatMap((service) => service.ports.filter((entry) => entry.port === port))
    .flatMap((entry) => targetPortOn(pod, entry) ?? []);
  return [...new Set(targets)];
}

/** Whether the server takes TLS, be it to end it or to pass it through. */
export function isTlsServer({ spec: { tls }, protocol }: Pick<GatewayServer, 'spec' | 'protocol'>): boolean {
  return tls !== undefined && !isHttp(protocol);
}

/** Whether the server forwards TLS without ending it, by the name in the client hello. */
export function isPassthroughServer({ spec: { tls } }: Pick<GatewayServer, 'spec'>): boolean {
  return tls?.mode === 'PASSTHROUGH' || tls?.mode === 'AUTO_PASSTHROUGH';
}

function selectsGatewayPod({ selector }: GatewaySpec, pod: Pod): boolean {
  return hasLabels(pod.labels, selector);
}

/** A server's port is the Service's; the pod listens on its target. Without such a Service port, on itself. */
function listenPort(mesh: Mesh, pod: Pod, port: number): number {
  for (const service of visibleServices(mesh, pod.namespace)) {
    const found = selectsPod(service, pod) ? service.ports.find((entry) => entry.port === port) : undefined;
    const target = found && targetPortOn(pod, found);
    if (target !== undefined) return target;
  }
  return port;
}

function gatewayServer(gateway: Resource<GatewaySpec>, spec: ServerSpec, number: number): GatewayServer {
  const { name, namespace = 'default' } = gateway.metadata;
  const protocol = selectProtocol({ port: spec.port.number, appProtocol: spec.port.protocol });
  const hosts = (spec.hosts ?? []).map((host) => scopeHost(host, namespace));
  return {
    gateway: `${namespace}/${name}`,
    spec,
    hosts,
    protocol,
    routeName: routeNameOf(spec, protocol, number, `${name}.${namespace}`),
    sniHosts: spec.tls && !isHttp(protocol) ? [...new Set(hosts.map(withoutNamespace))].sort() : [],
  };
}

/** `./host` is the Gateway's own namespace, `*` + `/host` every namespace. */
function scopeHost(host: string, namespace: string): string {
  if (host.startsWith('./')) return `${namespace}/${host.slice(2)}`;
  return host.startsWith('*/') ? host.slice(2) : host;
}

function withoutNamespace(host: string): string {
  return host.slice(host.indexOf('/') + 1);
}

/** HTTP servers of one port share a table; every HTTPS server has its own (istio `gatewayRDSRouteName`). */
function routeNameOf(
  spec: ServerSpec,
  protocol: Protocol,
  number: number,
  gateway: string,
): string | undefined {
  const bind = spec.bind ? `.${spec.bind}` : '';
  if (isHttp(protocol)) return `http.${number}${bind}`;
  if (protocol !== 'https' || isPassthroughServer({ spec })) return undefined;
  return `https.${spec.port.number}.${spec.port.name}.${gateway}${bind}`;
}

function addServer(ports: GatewayPort[], number: number, bind: string, server: GatewayServer): void {
  const known = ports.find((port) => port.number === number && port.bind === bind);
  if (!known) ports.push({ number, bind, servers: [server] });
  else if (canShare(known.servers, server)) known.servers.push(server);
}

function canShare(servers: readonly GatewayServer[], server: GatewayServer): boolean {
  const taken = new Set(servers.filter(({ spec }) => spec.tls).flatMap(({ hosts }) => hosts));
  if (server.spec.tls && server.hosts.some((host) => taken.has(host))) return false;
  const plain = servers.find((known) => !isTlsServer(known));
  if (plain) return isHttp(plain.protocol) && isHttp(server.protocol);
  return (
    !isTlsServer(server) || servers.every(({ routeName }) => !routeName || routeName !== server.routeName)
  );
}
