import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { jwtAuthnFilters } from '../auth/jwt-authn.ts';
import { httpRbacFilters } from '../auth/rbac-filters.ts';
import type { NamedExtension } from '../types.ts';

/** Whose traffic a connection manager takes: calls to the pod, calls by the pod, or calls from outside the mesh. */
export type ListenerClass = 'sidecar-inbound' | 'sidecar-outbound' | 'gateway';

const FILTERS = 'type.googleapis.com/envoy.extensions.filters.http';

const GRPC_STATS: NamedExtension = {
  name: 'envoy.filters.http.grpc_stats',
  typedConfig: {
    '@type': `${FILTERS}.grpc_stats.v3.FilterConfig`,
    emitFilterState: true,
    statsForAllMethods: false,
  },
};

// Fault and CORS do nothing by themselves: routes carry their settings.
const FAULT: NamedExtension = {
  name: 'envoy.filters.http.fault',
  typedConfig: { '@type': `${FILTERS}.fault.v3.HTTPFault` },
};
const CORS: NamedExtension = {
  name: 'envoy.filters.http.cors',
  typedConfig: { '@type': `${FILTERS}.cors.v3.Cors` },
};
const ROUTER: NamedExtension = {
  name: 'envoy.filters.http.router',
  typedConfig: { '@type': `${FILTERS}.router.v3.Router` },
};

/**
 * The HTTP filters in Istio's order: who sent this (tokens), may they (RBAC), then the rest; the router is last.
 * Calls by the pod itself are not authenticated or authorized. Istio's own filters (metadata exchange, stats,
 * ALPN) are not in plain Envoy and are left out.
 * Source: istio pilot/pkg/networking/core/listener_builder.go, `buildHTTPConnectionManager`.
 */
export function httpFilters(mesh: Mesh, pod: Pod, listenerClass: ListenerClass): NamedExtension[] {
  const security =
    listenerClass === 'sidecar-outbound'
      ? []
      : [...jwtAuthnFilters(mesh, pod), ...httpRbacFilters(mesh, pod)];
  return [...security, GRPC_STATS, FAULT, CORS, ROUTER];
}
