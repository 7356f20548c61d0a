import {
  chainsForDestination,
  type FilterChain,
  INBOUND_PASSTHROUGH_CLUSTER,
  type Listener,
  type Pod,
  type Service,
} from '@lab/istio';
import { outboundDestinations, VIRTUAL_OUTBOUND } from '../addresses/outbound-destinations.ts';
import type { SocketAddress } from '../addresses/socket-address.ts';
import type { CallersIn } from './callers.ts';
import { moveSources } from './config-sources.ts';
import { lacksCertificate } from './missing-certificates.ts';
import { passthroughTo, renameClusters } from './passthrough.ts';
import { type Destination, placeConditions } from './place-conditions.ts';
import { dialledCluster } from './place-dialled.ts';
import { placeLogFields } from './place-log-fields.ts';
import { envoyAddress, type Placement } from './placement.ts';

/** Only iptables sends connections whose first address is another; here each listener has an address of its own. */
const ORIGINAL_DST = 'envoy.filters.listener.original_dst';

/** What a pod's listeners are placed by. */
export interface ListenerPlacement {
  readonly pod: Pod;
  readonly services: readonly Service[];
  readonly placement: Placement;
  readonly callersIn: CallersIn;
  /** Names of the clusters that there are. */
  readonly clusters: ReadonlySet<string>;
  /** Names of the credentials that there are. */
  readonly credentials: ReadonlySet<string>;
}

/**
 * Gives every listener an address of its own on this machine.
 *
 * The one `virtualInbound` becomes a listener a container port; a listener for calls whose filter chains ask for the
 * address that was dialled becomes one an address. Each then has one destination, and what its filter chains and filters
 * ask of it is decided here, or asked for as it is on this machine.
 * `virtualOutbound` is left out unless it refuses: what an application dials beside the mesh it dials itself.
 */
export function placeListeners(listeners: readonly Listener[], by: ListenerPlacement): Listener[] {
  return listeners.flatMap((listener) => {
    if (listener.trafficDirection === 'INBOUND') return placeInbound(listener, by);
    return by.pod.proxy === 'gateway' ? placeGateway(listener, by) : placeOutbound(listener, by);
  });
}

function placeInbound(listener: Listener, by: ListenerPlacement): Listener[] {
  return [...by.placement.inbound].flatMap(([port, placed]) => {
    const destination = { canonical: { address: by.pod.ip, port }, placed };
    const chains = chainsTo(listener, destination.canonical).map((chain) =>
      renameClusters(chain, (name) => (name === INBOUND_PASSTHROUGH_CLUSTER ? passthroughTo(port) : name)),
    );
    return place(listener, `${listener.name}_${port}`, destination, chains, by);
  });
}

/** A gateway's Service sends to its pod, at the port on which the listener is. */
function placeGateway(listener: Listener, by: ListenerPlacement): Listener[] {
  const placed = by.placement.outbound.get(listener.name);
  if (!placed) return [];
  const port = listener.address.socketAddress.portValue;
  const destination = { canonical: { address: by.pod.ip, port }, placed };
  return place(listener, listener.name, destination, listener.filterChains, by);
}

function placeOutbound(listener: Listener, by: ListenerPlacement): Listener[] {
  // Whatever was dialled, it was not the port to which iptables sends it.
  const port = listener.name === VIRTUAL_OUTBOUND ? 0 : listener.address.socketAddress.portValue;
  return outboundDestinations(listener, by.services).flatMap(({ key, address }) => {
    const placed = by.placement.outbound.get(key);
    if (!placed) return [];
    const destination = { canonical: { address, port }, placed };
    const chains = renameClusters(chainsTo(listener, destination.canonical), (name) => {
      const ofPod = dialledCluster(name, address);
      return by.clusters.has(ofPod) ? ofPod : name;
    });
    return place(listener, key, destination, chains, by);
  });
}

/** The chains for a destination, which they need not ask for any more. */
function chainsTo({ filterChains }: Listener, { address, port }: SocketAddress): FilterChain[] {
  const destination = { destinationAddress: address, destinationPort: port };
  return chainsForDestination(filterChains, destination).map((chain) => {
    if (!chain.filterChainMatch) return chain;
    const { destinationPort: _, prefixRanges: __, ...filterChainMatch } = chain.filterChainMatch;
    return { ...chain, filterChainMatch };
  });
}

function place(
  listener: Listener,
  name: string,
  destination: Destination,
  filterChains: readonly FilterChain[],
  { placement, callersIn, credentials }: ListenerPlacement,
): Listener[] {
  const { bindToPort: _, useOriginalDst: __, listenerFilters, defaultFilterChain, ...rest } = listener;
  const keepsDefault = listener.trafficDirection === 'OUTBOUND' && defaultFilterChain;
  // One without its certificate closes its connections in a cluster; without a chain they are closed as well.
  const served = filterChains.filter((chain) => !lacksCertificate(chain, credentials));
  if (served.length === 0 && !keepsDefault) return [];
  const placed: Listener = {
    ...rest,
    name,
    address: envoyAddress(destination.placed),
    filterChains: served.map((chain) => ({
      ...chain,
      filters: placeLogFields(placeConditions(chain.filters, destination, callersIn), destination),
    })),
    ...(keepsDefault && {
      defaultFilterChain: {
        ...keepsDefault,
        filters: placeLogFields(keepsDefault.filters, destination),
      },
    }),
    ...(rest.accessLog && { accessLog: placeLogFields(rest.accessLog, destination) }),
    ...(listenerFilters && {
      listenerFilters: listenerFilters.filter((filter) => filter.name !== ORIGINAL_DST),
    }),
  };
  return [moveSources(placed, placement)];
}
