import type { Pod, ProxyConfig, Service } from '@lab/istio';
import { placeAlpn } from './place-alpn.ts';
import { placeClusters, placeEndpoints } from './place-clusters.ts';
import { placeDialled } from './place-dialled.ts';
import { placeListeners } from './place-listeners.ts';
import type { Placement, Surroundings } from './placement.ts';

/** A pod's proxy as the cluster would configure it. */
export interface CanonicalProxy {
  readonly pod: Pod;
  /** The mesh's services. */
  readonly services: readonly Service[];
  readonly config: ProxyConfig;
  /** Names of the credentials that there are, see credentialsOf. */
  readonly credentials: ReadonlySet<string>;
}

/**
 * Moves a proxy's configuration from a cluster's addresses to this machine: listeners and endpoints to loopback
 * addresses, with every condition on an address or port, and what is fetched by ADS to the lab's server.
 * What the configuration means stays as it is.
 */
export function placeOnLoopback(
  { pod, services, config: canonical, credentials }: CanonicalProxy,
  placement: Placement,
  surroundings: Surroundings,
): ProxyConfig {
  const config = placeDialled(canonical);
  const clusters = new Set(config.clusters.map(({ name }) => name));
  return placeAlpn({
    listeners: placeListeners(config.listeners, {
      pod,
      services,
      placement,
      callersIn: surroundings.callersIn,
      clusters,
      credentials,
    }),
    clusters: placeClusters(config, placement, credentials),
    routes: config.routes,
    endpoints: placeEndpoints(config.endpoints, surroundings),
  });
}
