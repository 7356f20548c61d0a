import { oncePer } from '../resources/once-per.ts';
import { hostIndex } from './host-index.ts';
import type { Service, ServicePort } from './registry.ts';
import type { SidecarScope } from './sidecar-scope.ts';
import type { VirtualService } from './virtual-service-types.ts';

/** The service that a scope has under a host name: at most one. */
export function serviceInScope(scope: SidecarScope, hostname: string): Service | undefined {
  return servicesByHostname(scope).get(hostname);
}

const servicesByHostname = oncePer(
  ({ services }: SidecarScope) => new Map(services.map((service) => [service.hostname, service])),
);

/** The imported services that have a port, with that port alone, by their host names in lower case. */
export function servicesWithPort(scope: SidecarScope, port: number): ReadonlyMap<string, Service> {
  return servicesByPort(scope).get(port) ?? NO_SERVICES;
}

const NO_SERVICES: ReadonlyMap<string, Service> = new Map();

const servicesByPort = oncePer(({ imported }: SidecarScope) => {
  const byPort = new Map<number, Map<string, Service>>();
  for (const service of imported) {
    const ports = Map.groupBy(service.ports, ({ port }: ServicePort) => port);
    for (const [port, own] of ports) {
      const services = byPort.get(port) ?? new Map<string, Service>();
      byPort.set(port, services.set(service.hostname.toLowerCase(), { ...service, ports: own }));
    }
  }
  return byPort;
});

/** The VirtualServices one of whose hosts has a name in common with one of these, in the order in which they win. */
export function virtualServicesNaming(scope: SidecarScope, hosts: Iterable<string>): VirtualService[] {
  const { names, byName } = virtualServicesByName(scope);
  const overlapping = new Set<string>();
  for (const host of hosts) {
    const name = host.toLowerCase();
    for (const other of [...names.covering(name), ...names.within(name)]) overlapping.add(other);
  }
  const found = new Map([...overlapping].flatMap((name) => byName.get(name) ?? []));
  return [...found].sort(([, a], [, b]) => a - b).map(([virtualService]) => virtualService);
}

/** Names are in lower case, and stand in the index once, however many VirtualServices have them. */
const virtualServicesByName = oncePer(({ virtualServices }: SidecarScope) => {
  const byName = new Map<string, [VirtualService, number][]>();
  for (const [order, virtualService] of virtualServices.entries()) {
    for (const host of virtualService.hosts) {
      const name = host.toLowerCase();
      byName.set(name, byName.get(name) ?? []);
      byName.get(name)?.push([virtualService, order]);
    }
  }
  return { names: hostIndex([...byName.keys()].map((name) => [name, name] as const)), byName };
});

/** The first VirtualService with the most specific host that covers a name. */
export function mostSpecificVirtualService(
  scope: SidecarScope,
  hostname: string,
): VirtualService | undefined {
  return virtualServicesByHost(scope).mostSpecific(hostname)[0];
}

const virtualServicesByHost = oncePer(({ virtualServices }: SidecarScope) =>
  hostIndex(
    virtualServices.flatMap((virtualService) =>
      virtualService.hosts.map((host) => [host, virtualService] as const),
    ),
  ),
);
