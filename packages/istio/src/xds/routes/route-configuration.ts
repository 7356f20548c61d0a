import type { RouteConfiguration, VirtualHost } from '../types.ts';

/** Istio allows direct responses up to 1 MiB, Envoy alone 4 KiB. */
const MAX_DIRECT_RESPONSE_BYTES = 1024 * 1024;

/**
 * A route table. Hosts match without their port; a route to a cluster that does not exist is no reason to refuse
 * the table, it answers 503.
 */
export function routeConfiguration(name: string, virtualHosts: readonly VirtualHost[]): RouteConfiguration {
  return {
    name,
    virtualHosts,
    validateClusters: false,
    maxDirectResponseBodySizeBytes: MAX_DIRECT_RESPONSE_BYTES,
    ignorePortInHostMatching: true,
  };
}
