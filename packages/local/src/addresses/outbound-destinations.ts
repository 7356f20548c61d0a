import { type Listener, type Service, tcpProxyOf } from '@lab/istio';

/** Istio's listener for the calls that no other takes. */
export const VIRTUAL_OUTBOUND = 'virtualOutbound';

/** Where it sends what is not to leave the pod. */
const BLACK_HOLE = 'BlackHoleCluster';

/** A listener for a pod's own calls, or a part of it: the calls to one address. */
export interface OutboundDestination {
  /** Names the place in {@link PodAddresses.outbound}. */
  readonly key: string;
  /** What the application dials: an address, or the listener's own `0.0.0.0` where it is the same for all. */
  readonly address: string;
}

/**
 * The destinations that need a place of their own. Filter chains that ask for the address that was dialled could not
 * tell once it is the listener's: such a listener has a place for each address that a service has.
 */
export function outboundDestinations(
  listener: Listener,
  services: readonly Service[],
): OutboundDestination[] {
  const { address, portValue } = listener.address.socketAddress;
  if (listener.name === VIRTUAL_OUTBOUND)
    return refusesUnknown(listener) ? [{ key: VIRTUAL_OUTBOUND, address }] : [];
  if (!asksForAddress(listener)) return [{ key: listener.name, address }];
  const dialled = services
    .filter(({ ports }) => ports.some(({ port }) => port === portValue))
    .flatMap(addressesOf)
    .filter((candidate) => address === '0.0.0.0' || address === candidate);
  return [...new Set(dialled)].map((own) => ({ key: outboundKey(listener.name, own), address: own }));
}

/** The key of the part of a listener that takes the calls to one address. */
export function outboundKey(listener: string, address: string): string {
  return `${listener}@${address}`;
}

/** The addresses that clients dial; of a range its first. None for a headless Service. */
export function addressesOf({ clusterIP, addresses }: Service): string[] {
  const all = addresses.length > 0 ? addresses : [clusterIP];
  return all.filter((address) => address !== 'None').map((address) => address.replace(/\/\d+$/, ''));
}

/**
 * Whether calls to hosts that the mesh does not know are refused (outboundTrafficPolicy REGISTRY_ONLY). Where they are
 * not, an application dials them itself, as the listener would.
 */
function refusesUnknown({ filterChains }: Listener): boolean {
  const rest = filterChains.filter(({ filterChainMatch }) => !filterChainMatch);
  return rest.some((chain) => tcpProxyOf(chain)?.cluster === BLACK_HOLE);
}

function asksForAddress({ filterChains }: Listener): boolean {
  return filterChains.some(({ filterChainMatch }) => filterChainMatch?.prefixRanges?.length);
}
