import {
  type Cluster,
  type FilterStateValue,
  HTTP_CONNECTION_MANAGER,
  type HttpFilter,
  type Listener,
  type ProxyConfig,
  type Route,
  type RouteConfiguration,
  typedConfigOf,
} from '@lab/istio';

const SET_FILTER_STATE = 'envoy.filters.http.set_filter_state';
const CONFIG_TYPE = 'type.googleapis.com/envoy.extensions.filters.http.set_filter_state.v3.Config';

/** What a caller's sidecar offers for bytes that may be anything; the server's then takes them for no HTTP. */
const ANYTHING = 'istio-peer-exchange';

/**
 * Has calls that are HTTP say so where the port does not: Istio's own filter `istio.alpn` offers `istio-http/1.1` per
 * request, which the server's sidecar chooses its HTTP filter chain by; plain Envoy lets a route set what is offered.
 * Without it a policy on paths or methods would hold in a cluster and not here.
 * Source: istio pilot/pkg/networking/core/listener_builder.go, `buildHTTPConnectionManager`; istio/proxy
 * source/extensions/filters/http/alpn.
 */
export function placeAlpn({ listeners, routes, clusters, endpoints }: ProxyConfig): ProxyConfig {
  const placed = placeRoutes(routes, clusters);
  if (placed === routes) return { listeners, routes, clusters, endpoints };
  return { listeners: listeners.map(withFilter), routes: placed, clusters, endpoints };
}

/** The routes of {@link placeAlpn}: the same list where every port says what it carries. */
export function placeRoutes(
  routes: readonly RouteConfiguration[],
  clusters: readonly Cluster[],
): readonly RouteConfiguration[] {
  const undeclared = new Set(clusters.filter(offersAnything).map(({ name }) => name));
  return undeclared.size === 0 ? routes : routes.map((table) => placeTable(table, undeclared));
}

const known = new WeakMap<Cluster, boolean>();

function offersAnything(cluster: Cluster): boolean {
  const { transportSocket, transportSocketMatches } = cluster;
  const offers =
    known.get(cluster) ?? JSON.stringify([transportSocket, transportSocketMatches]).includes(`"${ANYTHING}"`);
  known.set(cluster, offers);
  return offers;
}

/** Tables as they are placed, by the clusters of theirs that carry anything: most proxies have the same ones. */
const placedTables = new WeakMap<RouteConfiguration, Map<string, RouteConfiguration>>();

function placeTable(table: RouteConfiguration, undeclared: ReadonlySet<string>): RouteConfiguration {
  const led = clustersOf(table).filter((name) => undeclared.has(name));
  if (led.length === 0) return table;
  const placed = placedTables.get(table) ?? new Map<string, RouteConfiguration>();
  placedTables.set(table, placed);
  const key = led.join();
  const own = placed.get(key) ?? withOffers(table, undeclared);
  placed.set(key, own);
  return own;
}

/** The filter does nothing but where a route asks for it; before the router, which makes the connection. */
function withFilter(listener: Listener): Listener {
  if (listener.trafficDirection === 'INBOUND') return listener;
  const own: HttpFilter = { name: SET_FILTER_STATE, typedConfig: { '@type': CONFIG_TYPE }, disabled: true };
  const filterChains = listener.filterChains.map((chain) => ({
    ...chain,
    filters: chain.filters.map((filter) => {
      const manager = typedConfigOf(filter, HTTP_CONNECTION_MANAGER);
      if (!manager) return filter;
      return { ...filter, typedConfig: { ...manager, httpFilters: [own, ...manager.httpFilters] } };
    }),
  }));
  return { ...listener, filterChains };
}

function withOffers(table: RouteConfiguration, undeclared: ReadonlySet<string>): RouteConfiguration {
  const virtualHosts = table.virtualHosts.map((host) => ({
    ...host,
    routes: host.routes.map((route) => (leadsTo(route, undeclared) ? offering(route) : route)),
  }));
  return { ...table, virtualHosts };
}

function leadsTo(route: Route, clusters: ReadonlySet<string>): boolean {
  return clustersOfRoute(route).some((name) => clusters.has(name));
}

function clustersOfRoute({ route }: Route): string[] {
  const weighted = route?.weightedClusters?.clusters.map(({ name }) => name) ?? [];
  return [...(route?.cluster === undefined ? [] : [route.cluster]), ...weighted];
}

const ledTo = new WeakMap<RouteConfiguration, readonly string[]>();

function clustersOf(table: RouteConfiguration): readonly string[] {
  const names = ledTo.get(table) ?? [
    ...new Set(table.virtualHosts.flatMap(({ routes }) => routes.flatMap(clustersOfRoute))),
  ];
  ledTo.set(table, names);
  return names;
}

function offering(route: Route): Route {
  const value: FilterStateValue = {
    objectKey: 'envoy.network.application_protocols',
    formatString: { textFormatSource: { inlineString: 'istio-http/1.1,istio' } },
    sharedWithUpstream: 'ONCE',
  };
  const typedPerFilterConfig = {
    ...route.typedPerFilterConfig,
    [SET_FILTER_STATE]: { '@type': CONFIG_TYPE, onRequestHeaders: [value] } as const,
  };
  return { ...route, typedPerFilterConfig };
}
