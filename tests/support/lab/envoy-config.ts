import { adminClient } from '@lab/envoy';
import { parseClusterName } from '@lab/istio';
import type { PodStatus } from '@lab/local';

type Json = Readonly<Record<string, unknown>>;

interface Route {
  readonly name?: string;
  readonly metadata?: { readonly filter_metadata?: { readonly istio?: { readonly config?: string } } };
  readonly route?: {
    readonly weighted_clusters?: {
      readonly clusters: readonly { readonly name: string; readonly weight: number }[];
    };
  };
}

interface DynamicRoutes {
  readonly route_config: { readonly virtual_hosts?: readonly { readonly routes?: readonly Route[] }[] };
}

/** What a pod's Envoy has in force, from its own admin socket: listeners, routes, clusters and endpoints. */
export async function configInForce(pod: PodStatus): Promise<Json> {
  const dump = await adminClient(pod.sidecar?.adminSocket ?? '').configDump();
  const kinds = ['Listeners', 'Routes', 'Clusters', 'Endpoints'];
  const sections = dump.filter((section) =>
    kinds.some((kind) => String(section['@type']).endsWith(`.${kind}ConfigDump`)),
  );
  return Object.fromEntries(sections.map((section) => [String(section['@type']), sortEntries(section)]));
}

/**
 * Weights by subset of every weighted route that a VirtualService has made at one pod's Envoy, each different
 * answer once: one when all its routes say the same.
 */
export async function weightsInForce(
  pod: PodStatus,
  virtualService: string,
): Promise<Record<string, number>[]> {
  const config = await configInForce(pod);
  const routes = config['type.googleapis.com/envoy.admin.v3.RoutesConfigDump'] as {
    dynamic_route_configs?: readonly DynamicRoutes[];
  };
  const answers = (routes.dynamic_route_configs ?? [])
    .flatMap(({ route_config }) => route_config.virtual_hosts ?? [])
    .flatMap(({ routes: written }) => written ?? [])
    .filter(({ metadata }) =>
      metadata?.filter_metadata?.istio?.config?.endsWith(`/virtual-service/${virtualService}`),
    )
    .flatMap(({ route }) => (route?.weighted_clusters ? [route.weighted_clusters.clusters] : []))
    .map((clusters) =>
      Object.fromEntries(clusters.map(({ name, weight }) => [parseClusterName(name)?.subset, weight])),
    );
  return [...new Map(answers.map((weights) => [JSON.stringify(weights), weights])).values()];
}

/** The connect timeouts of the active clusters of a pod's Envoy whose names contain a text, each different one once. */
export async function connectTimeouts(pod: PodStatus, name: string): Promise<(string | undefined)[]> {
  const config = await configInForce(pod);
  const { dynamic_active_clusters: clusters } = config[
    'type.googleapis.com/envoy.admin.v3.ClustersConfigDump'
  ] as {
    dynamic_active_clusters: readonly { cluster: { name: string; connect_timeout?: string } }[];
  };
  const named = clusters.filter(({ cluster }) => cluster.name.includes(name));
  return [...new Set(named.map(({ cluster }) => cluster.connect_timeout))];
}

/**
 * Whether connections that a pod's Envoy accepted before an update may still be served as before it: a listener that was
 * replaced, or a filter chain of one, drains (Envoy's documentation, "Listener manager" statistics).
 */
export async function isDraining(pod: PodStatus): Promise<boolean> {
  const stats = await adminClient(pod.sidecar?.adminSocket ?? '').stats();
  return ['total_listeners_draining', 'total_filter_chains_draining'].some(
    (name) => (stats.get(`listener_manager.${name}`) ?? 0) > 0,
  );
}

/** Envoy lists what it has in no order that lasts; the versions and times of updates stay in, they count as well. */
function sortEntries(section: Json): Json {
  return Object.fromEntries(
    Object.entries(section).map(([key, value]) => [
      key,
      Array.isArray(value)
        ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : value,
    ]),
  );
}
