import { type HostIndex, hostIndex } from '../../model/host-index.ts';
import type { Mesh } from '../../model/mesh.ts';
import { compareText } from '../../model/oldest-first.ts';
import { perMesh } from '../../model/per-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { podsWith } from '../../model/registry-index.ts';
import { type HostImport, importsOf, isImported, sidecarFor } from '../../model/sidecar-scope.ts';
import { MESH_GATEWAY, type VirtualService, virtualServicesOf } from '../../model/virtual-service.ts';
import { isVisibleFrom } from '../../model/visibility.ts';
import { gatewaysByName } from './gateways-by-name.ts';

/** Sidecars of one namespace that see the same. */
export interface Followers {
  readonly namespace: string;
  readonly pods: readonly Pod[];
}

interface Client extends Followers {
  readonly imports: readonly HostImport[];
}

/**
 * Sidecars that follow a route in the mesh. Those that import everything follow all that is exported to them, and are
 * looked up by namespace; those that import less are listed by route.
 */
export interface RouteFollowers {
  /** By namespace, in the order of the names. */
  readonly everything: ReadonlyMap<string, Followers>;
  selected(route: VirtualService): readonly Followers[];
}

export const routeFollowers: (mesh: Mesh) => RouteFollowers = perMesh((mesh) => {
  const clients = clientsOf(mesh);
  const everything = clients.filter(({ imports }) => importsEverything(imports));
  const selected = followersByRoute(
    mesh,
    clients.filter(({ imports }) => !importsEverything(imports)),
  );
  const byName = [...Map.groupBy(everything, ({ namespace }) => namespace)].sort(([a], [b]) =>
    compareText(a, b),
  );
  const merged = byName.map(([namespace, same]) => ({ namespace, pods: same.flatMap(({ pods }) => pods) }));
  return {
    everything: new Map(merged.map((followers) => [followers.namespace, followers])),
    selected: (route) => selected.get(route) ?? [],
  };
});

/** Whether a route is for calls in the mesh, and sidecars of a namespace that import everything follow it. */
export function reaches({ gateways, namespace, exportTo }: VirtualService, client: string): boolean {
  return gateways.includes(MESH_GATEWAY) && isVisibleFrom(client, namespace, exportTo);
}

/** The pods of the gateways that a route is bound to. */
export function gatewayFollowers(mesh: Mesh, { gateways }: VirtualService): readonly Pod[] {
  return gateways
    .flatMap((name) => gatewaysByName(mesh).get(name) ?? [])
    .flatMap(({ spec }) => podsWith(mesh, spec.selector ?? {}))
    .filter(({ proxy }) => proxy === 'gateway');
}

/** Many Sidecars of a namespace import the same, and their pods follow the same routes. */
function clientsOf(mesh: Mesh): Client[] {
  const clients = mesh.pods
    .filter(({ proxy }) => proxy === 'sidecar')
    .map((pod) => ({ pod, imports: importsOf(sidecarFor(mesh, pod), pod.namespace) }));
  const grouped = Map.groupBy(clients, ({ pod, imports }) => `${pod.namespace} ${JSON.stringify(imports)}`);
  return [...grouped.values()].flatMap((same) => {
    const [first] = same;
    const pods = same.map(({ pod }) => pod);
    return first ? { namespace: first.pod.namespace, pods, imports: first.imports } : [];
  });
}

function importsEverything(imports: readonly HostImport[]): boolean {
  return (
    imports.some(({ namespace, host, excluded }) => namespace === '*' && host === '*' && !excluded) &&
    !imports.some(({ excluded }) => excluded)
  );
}

function followersByRoute(mesh: Mesh, clients: readonly Client[]): Map<VirtualService, Client[]> {
  const followers = new Map<VirtualService, Client[]>();
  if (clients.length === 0) return followers;
  const routes = virtualServicesOf(mesh);
  const byNamespace = new Map(
    [...Map.groupBy(routes, ({ namespace }) => namespace)].map(([name, own]) => [name, routesByHost(own)]),
  );
  const all = routesByHost(routes);
  for (const client of clients) {
    for (const route of importedRoutes(client, (name) => (name === '*' ? all : byNamespace.get(name)))) {
      const known = followers.get(route);
      if (known) known.push(client);
      else followers.set(route, [client]);
    }
  }
  return followers;
}

function importedRoutes(
  { imports, namespace }: Client,
  routesOf: (namespace: string) => HostIndex<VirtualService> | undefined,
): Set<VirtualService> {
  const candidates = imports
    .filter(({ excluded }) => !excluded)
    .flatMap((entry) => {
      const routes = routesOf(entry.namespace);
      return [...(routes?.covering(entry.host) ?? []), ...(routes?.within(entry.host) ?? [])];
    });
  return new Set(candidates.filter((route) => reaches(route, namespace) && isImported(imports, route)));
}

function routesByHost(routes: readonly VirtualService[]): HostIndex<VirtualService> {
  return hostIndex(
    routes.flatMap((route) => route.hosts.map((host): [string, VirtualService] => [host, route])),
  );
}
