import type { GatewaySpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { selectsPod } from './endpoints.ts';
import { gatewayListeners } from './gateway-api/listeners.ts';
import { hostText, isPassthroughServer, isTlsServer, readServer, type Server } from './gateway-server.ts';
import { hasLabels, type Labels } from './label-selector.ts';
import type { Mesh } from './mesh.ts';
import { compareAge } from './oldest-first.ts';
import { perMesh } from './per-mesh.ts';
import { isHttp } from './protocol.ts';
import type { Pod, Service } from './registry.ts';
import { targetPortOn } from './target-port.ts';
import { isVisibleFrom } from './visibility.ts';

/** One server of a Gateway, on the port that a gateway's pod listens on for it. */
export interface GatewayServer extends Server {
  /** `NAMESPACE/NAME`, as VirtualServices bind to it. */
  readonly gateway: string;
  /** Of its route table; undefined where no HTTP is seen (TCP, TLS passed through). */
  readonly routeName: string | undefined;
  /** Names in the TLS client hello that lead here; empty without TLS. */
  readonly sniHosts: readonly string[];
}

/** All servers that share one listener. */
export interface GatewayPort {
  readonly number: number;
  readonly bind: string;
  readonly servers: readonly GatewayServer[];
}

/**
 * Merges the servers of all Gateways that are for a pod into the listeners it opens, the oldest Gateway first.
 * Servers share a port when all are plain HTTP, or all end or pass through TLS under names of their own; a
 * server that fits neither is left out (istio gateway.go, `mergeGateways`).
 */
export function mergeGateways(mesh: Mesh, pod: Pod): GatewayPort[] {
  const services = mesh.services.filter((service) => selectsPod(service, pod));
  const visible = services.filter(({ namespace, exportTo }) =>
    isVisibleFrom(pod.namespace, namespace, exportTo),
  );
  const ports = new Map<string, SharedPort>();
  for (const gateway of allGateways(mesh)) {
    for (const server of gateway.servers) {
      for (const number of listenPorts({ pod, services, visible }, gateway, server.port.number)) {
        const bind = server.bind ?? '0.0.0.0';
        const port = ports.get(`${bind}_${number}`) ?? sharedPort(number, bind);
        port.add(gatewayServer(gateway, server, number));
        ports.set(`${bind}_${number}`, port);
      }
    }
  }
  return [...ports.values()];
}

/** A gateway's pod, and the Services that select it: all, and those that its namespace sees. */
interface GatewayPod {
  readonly pod: Pod;
  readonly services: readonly Service[];
  readonly visible: readonly Service[];
}

/** A Gateway of Istio's, written or made from a listener of the Gateway API. */
interface AnyGateway {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Labels;
  readonly servers: readonly Server[];
  readonly resource: Resource<GatewaySpec>;
  /** Host names of the Services whose pods it is for; absent where it selects its pods by label. */
  readonly serviceHosts?: readonly string[];
}

const allGateways: (mesh: Mesh) => readonly AnyGateway[] = perMesh((mesh) =>
  [
    ...mesh.gateways.map((resource) => readGateway(resource)),
    ...gatewayListeners(mesh).flatMap(({ resource, serviceHosts }) =>
      resource ? { ...readGateway(resource), serviceHosts } : [],
    ),
  ].sort((a, b) => compareAge(a.resource, b.resource)),
);

function readGateway(resource: Resource<GatewaySpec>): AnyGateway {
  const { name, namespace = 'default' } = resource.metadata;
  const { selector = {}, servers = [] } = resource.spec;
  return {
    name,
    namespace,
    selector,
    servers: servers.map((server) => readServer(server, namespace)),
    resource,
  };
}

/** The ports of the pod that a server's port stands for; none where the Gateway is not for the pod. */
function listenPorts(
  { pod, services, visible }: GatewayPod,
  { namespace, selector, serviceHosts }: AnyGateway,
  port: number,
): readonly number[] {
  if (!serviceHosts) return hasLabels(pod.labels, selector) ? [listenPort(pod, visible, port)] : [];
  // Only Services of the Gateway's own namespace count, and only the ports that they have.
  const targets = services
    .filter((service) => serviceHosts.includes(service.hostname) && service.namespace === namespace)
    .flatMap((service) => service.ports.filter((entry) => entry.port === port))
    .flatMap((entry) => targetPortOn(pod, entry) ?? []);
  return [...new Set(targets)];
}

/** A server's port is the Service's; the pod listens on its target. Without such a Service port, on itself. */
function listenPort(pod: Pod, services: readonly Service[], port: number): number {
  for (const service of services) {
    const found = service.ports.find((entry) => entry.port === port);
    const target = found && targetPortOn(pod, found);
    if (target !== undefined) return target;
  }
  return port;
}

function gatewayServer({ name, namespace }: AnyGateway, server: Server, number: number): GatewayServer {
  const names = server.hosts.map((host) => host.name);
  return {
    ...server,
    gateway: `${namespace}/${name}`,
    routeName: routeNameOf(server, number, `${name}.${namespace}`),
    sniHosts: isTlsServer(server) ? [...new Set(names)].sort() : [],
  };
}

/** HTTP servers of one port share a table; every HTTPS server has its own (istio `gatewayRDSRouteName`). */
function routeNameOf(server: Server, number: number, gateway: string): string | undefined {
  const { port, protocol } = server;
  const bind = server.bind ? `.${server.bind}` : '';
  if (isHttp(protocol)) return `http.${number}${bind}`;
  if (protocol !== 'https' || isPassthroughServer(server)) return undefined;
  return `https.${port.number}.${port.name}.${gateway}${bind}`;
}

interface SharedPort extends GatewayPort {
  /** Takes a server that fits those that are there; another is left out. */
  add(server: GatewayServer): void;
}

function sharedPort(number: number, bind: string): SharedPort {
  const servers: GatewayServer[] = [];
  /** Hosts of those with TLS settings, as they are written. */
  const taken = new Set<string>();
  const routeNames = new Set<string>();
  let plain: GatewayServer | undefined;
  const fits = (server: GatewayServer) => {
    if (server.tls && server.hosts.some((host) => taken.has(hostText(host)))) return false;
    if (plain) return isHttp(plain.protocol) && isHttp(server.protocol);
    return !isTlsServer(server) || !server.routeName || !routeNames.has(server.routeName);
  };
  return {
    ...{ number, bind, servers },
    add(server) {
      if (servers.length > 0 && !fits(server)) return;
      servers.push(server);
      for (const host of server.tls ? server.hosts : []) taken.add(hostText(host));
      if (server.routeName) routeNames.add(server.routeName);
      if (!isTlsServer(server)) plain ??= server;
    },
  };
}
