/** What an Envoy asks the lab for, as a ServedConfig names it. */
export type ResourceKind = 'clusters' | 'endpoints' | 'listeners' | 'routes' | 'secrets';

export const RESOURCE_TYPES: Readonly<Record<ResourceKind, string>> = {
  clusters: 'envoy.config.cluster.v3.Cluster',
  listeners: 'envoy.config.listener.v3.Listener',
  routes: 'envoy.config.route.v3.RouteConfiguration',
  endpoints: 'envoy.config.endpoint.v3.ClusterLoadAssignment',
  secrets: 'envoy.extensions.transport_sockets.tls.v3.Secret',
};

const PREFIX = 'type.googleapis.com/';

/** As an Any and a discovery request name a type. */
export function typeUrl(kind: ResourceKind): string {
  return PREFIX + RESOURCE_TYPES[kind];
}

/** Undefined for a type that the lab does not serve. */
export function kindOf(url: string): ResourceKind | undefined {
  const kinds = Object.keys(RESOURCE_TYPES) as ResourceKind[];
  return kinds.find((kind) => typeUrl(kind) === url);
}

/** An Envoy gets all clusters and listeners that there are, and of the others those that these name. */
export function isWildcard(kind: ResourceKind): boolean {
  return kind === 'clusters' || kind === 'listeners';
}
