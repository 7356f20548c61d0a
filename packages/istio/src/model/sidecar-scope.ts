import type { SidecarSpec } from '../resources/istio-types.ts';
import { oncePerList } from '../resources/once-per-list.ts';
import type { Resource } from '../resources/resource.ts';
import { isSubsetOf, overlaps } from './hostname.ts';
import type { Destination } from './http-route.ts';
import type { Mesh } from './mesh.ts';
import type { MeshConfig } from './mesh-config.ts';
import { perMesh } from './per-mesh.ts';
import { policyIndex } from './policy-index.ts';
import type { Pod, Service } from './registry.ts';
import { MESH_GATEWAY, type VirtualService, virtualServicesFor } from './virtual-service.ts';
import { isVisibleFrom } from './visibility.ts';

/** What of the mesh one proxy gets to see. */
export interface SidecarScope {
  /** Services with a cluster: imported ones, and those that imported routes lead to. */
  readonly services: readonly Service[];
  /** Services with listeners and virtual hosts. */
  readonly imported: readonly Service[];
  /** Routes of calls inside the mesh, in the order in which they win. */
  readonly virtualServices: readonly VirtualService[];
  readonly outboundTrafficPolicy: MeshConfig['outboundTrafficPolicy'];
}

/**
 * The scope of a pod's proxy: by the Sidecar of its namespace that selects it, else the namespace's without a
 * selector, else the root namespace's, else everything that is visible. A gateway always sees everything
 * (istio sidecar.go; push_context.go, `getSidecarScope`).
 */
export function sidecarScopeOf(mesh: Mesh, pod: Pod): SidecarScope {
  const sidecar = sidecarFor(mesh, pod);
  const key = `${pod.namespace}/${sidecar?.metadata.namespace}/${sidecar?.metadata.name}`;
  const scopes = knownScopes(mesh);
  const scope = scopes.get(key) ?? buildScope(mesh, sidecar, pod.namespace);
  scopes.set(key, scope);
  return scope;
}

/** Pods of one namespace with the same Sidecar see the same. */
const knownScopes = perMesh(() => new Map<string, SidecarScope>());

function buildScope(mesh: Mesh, sidecar: Resource<SidecarSpec> | undefined, client: string): SidecarScope {
  const imports = importsOf(sidecar, client);
  const visible = visibleServices(mesh, client);
  const imported = sameServices(
    uniqueByHostname(
      visible.filter((service) => includes(imports, service.namespace, service.hostname, isSubsetOf)),
      client,
    ),
  );
  const virtualServices = virtualServicesFor(mesh, client, MESH_GATEWAY).filter((virtualService) =>
    isImported(imports, virtualService),
  );
  return {
    services: sameServices(withDestinations(imported, virtualServices, visible, client)),
    imported,
    virtualServices,
    outboundTrafficPolicy: sidecar?.spec.outboundTrafficPolicy?.mode ?? mesh.config.outboundTrafficPolicy,
  };
}

/** What is made of a list is kept while the list stays the same. */
const sameServices = oncePerList((services: readonly Service[]) => services);

/** Whether imports let in a VirtualService that is visible. */
export function isImported(
  imports: readonly HostImport[],
  { namespace, hosts, semantics }: VirtualService,
): boolean {
  // A route of the Gateway API is imported like a service: a broader host than the one imported is not.
  const matches = semantics === 'gateway-api' ? isSubsetOf : overlaps;
  return hosts.some((host) => includes(imports, namespace, host, matches));
}

/** The services whose `exportTo` lets a namespace see them, oldest first. */
export function visibleServices(mesh: Mesh, client: string): readonly Service[] {
  if (!hasHiddenServices(mesh)) return mesh.services;
  return mesh.services.filter(({ namespace, exportTo }) => isVisibleFrom(client, namespace, exportTo));
}

/** The visible services by host name; those of one name oldest first. */
export function visibleServicesNamed(mesh: Mesh, client: string, hostname: string): readonly Service[] {
  const namespace = hasHiddenServices(mesh) ? client : '';
  const byNamespace = visibleByHostname(mesh);
  const services =
    byNamespace.get(namespace) ?? Map.groupBy(visibleServices(mesh, client), (service) => service.hostname);
  byNamespace.set(namespace, services);
  return services.get(hostname) ?? [];
}

/** By the namespace that sees them; all see the same where nothing is hidden. */
const visibleByHostname = perMesh(() => new Map<string, ReadonlyMap<string, readonly Service[]>>());

const hasHiddenServices = perMesh(({ services }) => services.some(({ exportTo }) => exportTo.length > 0));

/** The Sidecar that is for a pod's proxy: none is for a gateway. */
export function sidecarFor(mesh: Mesh, pod: Pod): Resource<SidecarSpec> | undefined {
  if (pod.proxy === 'gateway') return undefined;
  const sidecars = sidecarsOf(mesh);
  const own = sidecars(pod.namespace);
  return own.selecting(pod.labels)[0] ?? own.wide[0] ?? sidecars(mesh.config.rootNamespace).wide[0];
}

const sidecarsOf = perMesh((mesh) =>
  policyIndex(mesh.sidecars, ({ spec }) => spec.workloadSelector && (spec.workloadSelector.labels ?? {})),
);

export interface HostImport {
  /** A namespace, or `*`. */
  readonly namespace: string;
  readonly host: string;
  /** Written with a leading `~`: not seen although another entry lets it in. */
  readonly excluded: boolean;
}

/** The `NAMESPACE/HOST` entries of the egress listener that is for all ports; no Sidecar means `*` + `/*`. */
export function importsOf(sidecar: Resource<SidecarSpec> | undefined, namespace: string): HostImport[] {
  const egress = sidecar?.spec.egress ?? [];
  const hosts = egress.length > 0 ? (egress.find(({ port }) => !port)?.hosts ?? []) : ['*/*'];
  return hosts.map((entry) => {
    const [scope = '', host = ''] = entry.split('/');
    const excluded = scope.startsWith('~');
    const written = excluded ? scope.slice(1) || '*' : scope;
    return { namespace: written === '.' ? namespace : written, host, excluded };
  });
}

function includes(
  imports: readonly HostImport[],
  namespace: string,
  host: string,
  matches: (host: string, imported: string) => boolean,
): boolean {
  const reaching = imports.filter((entry) => entry.namespace === '*' || entry.namespace === namespace);
  if (reaching.some((entry) => entry.excluded && isSubsetOf(host, entry.host))) return false;
  return reaching.some((entry) => !entry.excluded && matches(host, entry.host));
}

/**
 * One service a host name: the client's own namespace before others, Kubernetes before ServiceEntries, the
 * oldest of what is left (istio sidecar.go, `selectServices` and `appendSidecarServices`).
 */
function uniqueByHostname(services: readonly Service[], client: string): Service[] {
  const chosen = new Map<string, Service>();
  const rank = (service: Service) =>
    Number(service.namespace === client) * 2 + Number(service.registry === 'kubernetes');
  for (const service of services) {
    const known = chosen.get(service.hostname);
    if (!known || rank(service) > rank(known)) chosen.set(service.hostname, service);
  }
  return [...chosen.values()];
}

/**
 * Adds the services that routes lead to without their being imported, so that those routes have a cluster: with the
 * ports that are named, with all where a route names none (istio sidecar.go, `collectImportedServices`).
 */
function withDestinations(
  imported: readonly Service[],
  virtualServices: readonly VirtualService[],
  visible: readonly Service[],
  client: string,
): Service[] {
  const known = new Set(imported.map(({ hostname }) => hostname));
  const wanted = Map.groupBy(
    virtualServices.flatMap((virtualService) => destinationsOf(virtualService, client)),
    ({ host }) => host,
  );
  const byName = (a: Service, b: Service) => (a.namespace < b.namespace ? -1 : 1);
  const added = visible.filter(({ hostname }) => wanted.has(hostname) && !known.has(hostname)).sort(byName);
  const limited = uniqueByHostname(added, client).map((service) => {
    const named = wanted.get(service.hostname)?.map(({ port }) => port);
    const ports = service.ports.filter(({ port }) => named?.includes(undefined) || named?.includes(port));
    return { ...service, ports };
  });
  return [...imported, ...limited.filter(({ ports }) => ports.length > 0)];
}

/** Where a client's requests may be led to; routes for other namespaces' clients alone are left out. */
function destinationsOf({ http, tls, tcp }: VirtualService, client: string): Destination[] {
  const own = http.filter(({ match }) => {
    const namespaces = match.flatMap(({ sourceNamespace }) => sourceNamespace || []);
    return namespaces.length === 0 || namespaces.includes(client);
  });
  const routed = [...own, ...tls, ...tcp].flatMap(({ route }) => route);
  const mirrored = own.flatMap(({ mirrors }) => mirrors);
  return [...routed, ...mirrored].map(({ destination }) => destination);
}
