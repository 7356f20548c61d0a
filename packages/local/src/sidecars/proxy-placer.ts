import type { ClusterLoadAssignment, ProxyConfig } from '@lab/istio';
import { placeEndpoints } from './place-clusters.ts';
import { placeDialled } from './place-dialled.ts';
import { type CanonicalProxy, placeOnLoopback } from './place-on-loopback.ts';
import type { Placement, Surroundings } from './placement.ts';

interface Placed {
  readonly config: ProxyConfig;
  readonly credentials: string;
  readonly placed: ProxyConfig;
  /** As a cluster's proxy would have them. */
  readonly endpoints: readonly ClusterLoadAssignment[];
  /** A policy knows callers by their addresses, which change with the pods that run. */
  readonly asksForCallers: boolean;
}

/**
 * Places the configurations of one proxy, one after the other. Of the same configuration only the endpoints depend on which pods
 * are ready: what has not changed is the same object as before, so that nobody compares it again.
 */
export function proxyPlacer(): typeof placeOnLoopback {
  let last: Placed | undefined;
  return (proxy: CanonicalProxy, placement: Placement, surroundings: Surroundings): ProxyConfig => {
    const { config } = proxy;
    const credentials = [...proxy.credentials].sort().join();
    if (last?.config === config && last.credentials === credentials && !last.asksForCallers) {
      const { resolvePod, resolveProvided } = surroundings;
      return { ...last.placed, endpoints: placeEndpoints(last.endpoints, resolvePod, resolveProvided) };
    }
    let asksForCallers = false;
    const callersIn: Surroundings['callersIn'] = (...range) => {
      asksForCallers = true;
      return surroundings.callersIn(...range);
    };
    const placed = placeOnLoopback(proxy, placement, { ...surroundings, callersIn });
    last = { config, credentials, placed, endpoints: placeDialled(config).endpoints, asksForCallers };
    return placed;
  };
}
