import { podOf } from '../../explain/explain-request.ts';
import { proxyConfig } from '../../explain/proxy-config.ts';
import { withoutPort } from '../../explain/virtual-host-match.ts';
import { selectsPod } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Service } from '../../model/registry.ts';
import type { Callers } from './callers.ts';

/** What a caller dials. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
}

/** A host that nothing in a mesh names (RFC 2606). */
const UNKNOWN_HOST = 'unknown.example';

/** Every port of every Service that one of the meshes has, hosts of VirtualServices, and a host that neither knows. */
export function meshTargets(meshes: readonly Mesh[]): Target[] {
  const targets = meshes.flatMap((mesh) => targetsOf(mesh));
  const unknown: Target[] = [
    { host: UNKNOWN_HOST, port: 80, scheme: 'http' },
    { host: UNKNOWN_HOST, port: 443, scheme: 'https' },
  ];
  return distinct([...targets, ...unknown]);
}

const targetsOf = perMesh((mesh: Mesh): Target[] => {
  const services = mesh.services.flatMap((service) =>
    service.ports
      .filter(({ protocol }) => protocol !== 'udp')
      .map(({ port, protocol }): Target => {
        const isTls = service.registry === 'service-entry' && (protocol === 'https' || protocol === 'tls');
        return { host: nameOf(service, mesh.config.domain), port, scheme: isTls ? 'https' : 'http' };
      }),
  );
  const known = new Set(mesh.services.map(({ hostname }) => hostname));
  const hosts = mesh.virtualServices
    .filter(({ spec }) => (spec.gateways ?? ['mesh']).includes('mesh'))
    .flatMap(({ spec, metadata }) =>
      (spec.hosts ?? []).map((host) => wholeName(host, metadata.namespace, mesh)),
    )
    .filter((host) => !known.has(host));
  return [...services, ...hosts.map((host): Target => ({ host: concrete(host), port: 80, scheme: 'http' }))];
});

/** The short form of a Kubernetes Service's name that works from every namespace. */
function nameOf({ registry, hostname, name, namespace }: Service, domain: string): string {
  const isShort = registry === 'kubernetes' && hostname === `${name}.${namespace}.svc.${domain}`;
  return isShort ? `${name}.${namespace}` : concrete(hostname);
}

/** As Istio completes the short name of a VirtualService's host. */
function wholeName(host: string, namespace: string | undefined, { config }: Mesh): string {
  return host.includes('.') || host.includes('*') ? host : `${host}.${namespace}.svc.${config.domain}`;
}

function concrete(host: string): string {
  return host.replace('*', 'any');
}

/** Every host that one of the meshes has at a gateway, and one that neither has, at each port of its Services. */
export function gatewayTargets(meshes: readonly Mesh[], { workloads }: Callers): Target[] {
  const [workload = ''] = workloads;
  const hosts = meshes.flatMap((mesh) => hostsAt(mesh, workload));
  const ports = meshes.flatMap((mesh) => portsAt(mesh, workload));
  return distinct(ports.flatMap((port) => [...hosts, UNKNOWN_HOST].map((host) => ({ host, ...port }))));
}

function hostsAt(mesh: Mesh, workload: string): string[] {
  const { routes, listeners } = proxyConfig(mesh, podOf(mesh, workload));
  const domains = routes.flatMap(({ virtualHosts }) => virtualHosts).flatMap((host) => host.domains);
  const names = listeners
    .flatMap(({ filterChains }) => filterChains)
    .flatMap(({ filterChainMatch }) => filterChainMatch?.serverNames ?? []);
  return [...domains, ...names]
    .filter((domain) => domain !== '*')
    .map((domain) => concrete(withoutPort(domain)).replace(/:\*$/, ''));
}

function portsAt(mesh: Mesh, workload: string): Pick<Target, 'port' | 'scheme'>[] {
  const pod = podOf(mesh, workload);
  const ports = mesh.services
    .filter((service) => selectsPod(service, pod))
    .flatMap((service) => service.ports);
  const open = ports.map(({ port, protocol }) => ({
    port,
    isTls: protocol === 'https' || protocol === 'tls' || port === 443,
  }));
  const dialled =
    open.length > 0
      ? open
      : [
          { port: 80, isTls: false },
          { port: 443, isTls: true },
        ];
  return dialled.map(({ port, isTls }) => ({ port, scheme: isTls ? 'https' : 'http' }));
}

function distinct(targets: readonly Target[]): Target[] {
  return [
    ...new Map(
      targets.map((target) => [`${target.scheme}://${target.host}:${target.port}`, target]),
    ).values(),
  ];
}
