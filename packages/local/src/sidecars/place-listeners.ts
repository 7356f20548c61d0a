import type { FilterChain, Listener } from '@lab/istio';
import { moveSources } from './config-sources.ts';
import { loopback, type Placement } from './placement.ts';

/** Only iptables sends connections whose first address is another; on loopback each listener has a port. */
const ORIGINAL_DST = 'envoy.filters.listener.original_dst';

/**
 * Gives every listener a loopback port of its own.
 *
 * The one `virtualInbound` becomes a listener a container port, with the filter chains that are for that port.
 * A listener that no port was allotted to is left out: `virtualOutbound` has nothing to catch, since what an
 * application dials beside the mesh it dials itself.
 */
export function placeListeners(listeners: readonly Listener[], placement: Placement): Listener[] {
  return listeners.flatMap((listener) =>
    listener.trafficDirection === 'INBOUND'
      ? splitByPort(listener, placement)
      : placeOutbound(listener, placement),
  );
}

function placeOutbound(listener: Listener, placement: Placement): Listener[] {
  const port = placement.outbound.get(listener.name);
  return port === undefined ? [] : [place(listener, listener.name, port, listener.filterChains, placement)];
}

function splitByPort(listener: Listener, placement: Placement): Listener[] {
  return [...placement.inbound].flatMap(([containerPort, port]) => {
    const chains = listener.filterChains
      .filter((chain) => chain.filterChainMatch?.destinationPort === containerPort)
      .map(withoutPort);
    return chains.length === 0
      ? []
      : [place(listener, `${listener.name}_${containerPort}`, port, chains, placement)];
  });
}

function place(
  listener: Listener,
  name: string,
  port: number,
  filterChains: readonly FilterChain[],
  placement: Placement,
): Listener {
  const { bindToPort: _, useOriginalDst: __, listenerFilters, defaultFilterChain, ...rest } = listener;
  const keepsDefault = listener.trafficDirection === 'OUTBOUND' && defaultFilterChain;
  const placed: Listener = {
    ...rest,
    name,
    address: loopback(port),
    filterChains,
    ...(keepsDefault && { defaultFilterChain }),
    ...(listenerFilters && {
      listenerFilters: listenerFilters.filter((filter) => filter.name !== ORIGINAL_DST),
    }),
  };
  return moveSources(placed, placement);
}

function withoutPort(chain: FilterChain): FilterChain {
  const { destinationPort: _, ...match } = chain.filterChainMatch ?? {};
  return { ...chain, filterChainMatch: match };
}
