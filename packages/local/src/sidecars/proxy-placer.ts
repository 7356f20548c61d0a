import { areSame, type ClusterLoadAssignment, type ProxyConfig } from '@lab/istio';
import { areEqual, ResourcePool } from '../ads/equal-resources.ts';
import { placeRoutes } from './place-alpn.ts';
import { placeEndpoints } from './place-clusters.ts';
import { placeDialled } from './place-dialled.ts';
import { type CanonicalProxy, placeOnLoopback } from './place-on-loopback.ts';
import type { Placement, Surroundings } from './placement.ts';

interface Placed {
  readonly config: ProxyConfig;
  readonly ip: string;
  readonly outbound: Placement['outbound'];
  readonly credentials: string;
  readonly placed: ProxyConfig;
  /** As a cluster's proxy would have them. */
  readonly endpoints: readonly ClusterLoadAssignment[];
  /** A policy knows callers by their addresses, which change with the pods that run. */
  readonly asksForCallers: boolean;
}

/**
 * Places the configurations of one proxy, one after the other. Of the same configuration only the endpoints depend on which pods
 * are ready, and an edit mostly changes routes alone: what has not changed is the same object as before, so that nobody compares
 * it again.
 */
export function proxyPlacer(): typeof placeOnLoopback {
  let last: Placed | undefined;
  return (proxy: CanonicalProxy, placement: Placement, surroundings: Surroundings): ProxyConfig => {
    const credentials = [...proxy.credentials].sort().join();
    last =
      last &&
      !last.asksForCallers &&
      last.credentials === credentials &&
      last.ip === proxy.pod.ip &&
      arePlacesSame(last.outbound, placement.outbound) &&
      isSameButRoutes(last.config, proxy.config)
        ? placeAgain(last, proxy.config, surroundings)
        : placeAll(proxy, placement, surroundings, last);
    return last.placed;
  };
}

function isSameButRoutes(one: ProxyConfig, other: ProxyConfig): boolean {
  const { listeners, clusters, endpoints, dialled } = one;
  return (
    areSame(listeners, other.listeners) &&
    areSame(clusters, other.clusters) &&
    areSame(endpoints, other.endpoints) &&
    areSame(dialled ?? [], other.dialled ?? [])
  );
}

/** A Service whose address has changed has another place, also where no listener names the address. */
function arePlacesSame(some: Placement['outbound'], others: Placement['outbound']): boolean {
  if (some === others) return true;
  return some.size === others.size && [...some].every(([key, place]) => areEqual(place, others.get(key)));
}

function placeAgain(last: Placed, config: ProxyConfig, surroundings: Surroundings): Placed {
  const endpoints = placeEndpoints(last.endpoints, surroundings);
  const placed = {
    ...last.placed,
    routes: areSame(config.routes, last.config.routes)
      ? last.placed.routes
      : placeRoutes(config.routes, last.placed.clusters),
    endpoints: areSame(endpoints, last.placed.endpoints) ? last.placed.endpoints : endpoints,
  };
  return { ...last, config, placed };
}

function placeAll(
  proxy: CanonicalProxy,
  placement: Placement,
  surroundings: Surroundings,
  last: Placed | undefined,
): Placed {
  let asksForCallers = false;
  const callersIn: Surroundings['callersIn'] = (...range) => {
    asksForCallers = true;
    return surroundings.callersIn(...range);
  };
  const { listeners, clusters, routes, endpoints } = placeOnLoopback(proxy, placement, {
    ...surroundings,
    callersIn,
  });
  const pool = new ResourcePool();
  const placed = {
    listeners: pool.share(listeners, last?.placed.listeners),
    clusters: pool.share(clusters, last?.placed.clusters),
    routes: areSame(routes, last?.placed.routes) ? (last?.placed.routes ?? routes) : routes,
    endpoints,
  };
  const { config, pod } = proxy;
  const credentials = [...proxy.credentials].sort().join();
  return {
    ...{ config, credentials, placed, asksForCallers },
    ...{ ip: pod.ip, outbound: placement.outbound, endpoints: placeDialled(config).endpoints },
  };
}
