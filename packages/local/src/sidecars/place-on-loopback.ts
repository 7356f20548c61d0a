import type { ProxyConfig } from '@lab/istio';
import { placeClusters, placeEndpoints } from './place-clusters.ts';
import { placeListeners } from './place-listeners.ts';
import type { Placement, ResolvePod, ResolveProvided } from './placement.ts';

/**
 * Moves a proxy's configuration from a cluster's addresses to this machine: listeners and endpoints to loopback
 * ports, and what is fetched by ADS to the lab's server and to files. What the configuration means stays as it is.
 */
export function placeOnLoopback(
  config: ProxyConfig,
  placement: Placement,
  resolvePod: ResolvePod,
  resolveProvided: ResolveProvided,
): ProxyConfig {
  return {
    listeners: placeListeners(config.listeners, placement),
    clusters: placeClusters(config.clusters, placement),
    routes: config.routes,
    endpoints: placeEndpoints(config.endpoints, resolvePod, resolveProvided),
  };
}
