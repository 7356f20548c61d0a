import type { ProxyConfig } from '@lab/istio';

/** The last part of the path at which Envoy asks for a type of resource: `/v3/discovery:clusters`. */
export type XdsType = 'clusters' | 'listeners' | 'routes' | 'endpoints';

const TYPE_URLS: Readonly<Record<XdsType, string>> = {
  clusters: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  listeners: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  routes: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  endpoints: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
};

/** What one of an Envoy's subscriptions is answered with. */
export interface Subscription {
  /** As {@link subscriptionKey} gives it. */
  readonly key: string;
  /** What its statistics begin with, after the connection manager's for a route configuration. */
  readonly statistics: string;
  readonly resources: readonly object[];
}

/** Names a subscription: one for all clusters, one for all listeners, one a route configuration and endpoint set. */
export function subscriptionKey(type: string, name = ''): string {
  return `${type}/${name}`;
}

/** A configuration by the subscriptions through which an Envoy asks for it. */
export function xdsResources(config: ProxyConfig) {
  const subscription = (type: XdsType, name: string, statistics: string, resources: readonly object[]) => ({
    key: subscriptionKey(type, name),
    statistics: statName(statistics),
    resources: resources.map((resource) => ({ '@type': TYPE_URLS[type], ...resource })),
  });
  const statNames = new Map(config.clusters.map(({ name, altStatName }) => [name, altStatName ?? name]));
  return {
    clusters: subscription('clusters', '', 'cluster_manager.cds', config.clusters),
    listeners: subscription('listeners', '', 'listener_manager.lds', config.listeners),
    routes: config.routes.map((table) => subscription('routes', table.name, `rds.${table.name}`, [table])),
    endpoints: config.endpoints.map((assignment) => {
      const { clusterName } = assignment;
      const statistics = `cluster.${statNames.get(clusterName) ?? clusterName}`;
      return subscription('endpoints', clusterName, statistics, [assignment]);
    }),
  };
}

/** Envoy writes `_` for `:` in the names of statistics. */
function statName(name: string): string {
  return name.replaceAll(':', '_');
}
