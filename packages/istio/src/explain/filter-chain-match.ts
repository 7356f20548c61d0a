import type { FilterChain, FilterChainMatch, Listener } from '../xds/types.ts';
import type { Connection } from './connection.ts';
import { isInRange } from './ip-range.ts';
import { type Inspection, inspect } from './listener-inspection.ts';

/**
 * The filter chain that takes a connection, chosen as Envoy does: by destination port, then address, server
 * name, transport protocol and application protocols, each time keeping only the chains with the most specific
 * match, with no way back. Undefined when the connection is closed for want of a chain.
 * Source: FilterChainMatch in envoy api/envoy/config/listener/v3/listener_components.proto.
 */
export function findFilterChain(listener: Listener, connection: Connection): FilterChain | undefined {
  const inspection = inspect(listener, connection);
  const steps: readonly ((chains: readonly FilterChain[]) => readonly FilterChain[])[] = [
    (chains) => chainsForDestination(chains, connection),
    (chains) => mostSpecific(chains, ({ serverNames }) => rankServerName(serverNames, inspection)),
    (chains) => mostSpecific(chains, ({ transportProtocol }) => rankTransport(transportProtocol, inspection)),
    (chains) =>
      mostSpecific(chains, ({ applicationProtocols }) => rankAlpn(applicationProtocols, inspection)),
  ];
  const remaining = steps.reduce((chains, step) => step(chains), listener.filterChains);
  return remaining[0] ?? listener.defaultFilterChain;
}

/** The chains that are left when a connection's destination is known, and nothing else of it. */
export function chainsForDestination(
  chains: readonly FilterChain[],
  destination: Destination,
): readonly FilterChain[] {
  const ofPort = mostSpecific(chains, ({ destinationPort }) => rankPort(destinationPort, destination));
  return mostSpecific(ofPort, ({ prefixRanges }) => rankAddress(prefixRanges, destination));
}

type Destination = Pick<Connection, 'destinationAddress' | 'destinationPort'>;

/** How well a chain fits: the higher the more specific, 0 for a chain that does not ask, undefined for no match. */
type Rank = number | undefined;

function mostSpecific(
  chains: readonly FilterChain[],
  rankOf: (match: FilterChainMatch) => Rank,
): readonly FilterChain[] {
  const ranked = chains.map((chain) => ({ chain, rank: rankOf(chain.filterChainMatch ?? {}) }));
  const best = Math.max(...ranked.map(({ rank }) => rank ?? -1));
  return ranked.filter(({ rank }) => rank === best).map(({ chain }) => chain);
}

function rankPort(port: number | undefined, { destinationPort }: Destination): Rank {
  if (port === undefined) return 0;
  return port === destinationPort ? 1 : undefined;
}

function rankAddress(ranges: FilterChainMatch['prefixRanges'], { destinationAddress }: Destination): Rank {
  if (!ranges?.length) return 0;
  const fitting = ranges.filter((range) => isInRange(destinationAddress, range));
  return fitting.length > 0 ? 1 + Math.max(...fitting.map(({ prefixLen }) => prefixLen)) : undefined;
}

/** An exact name before a wildcard (`*.example.com`), a longer wildcard before a shorter. */
function rankServerName(names: readonly string[] | undefined, { serverName }: Inspection): Rank {
  if (!names?.length) return 0;
  const ranks = names.map((name) => {
    if (name === serverName) return Number.POSITIVE_INFINITY;
    return name.startsWith('*.') && serverName.endsWith(name.slice(1)) ? name.length : undefined;
  });
  const fitting = ranks.filter((rank) => rank !== undefined);
  return fitting.length > 0 ? Math.max(...fitting) : undefined;
}

function rankTransport(wanted: string | undefined, { transportProtocol }: Inspection): Rank {
  if (!wanted) return 0;
  return wanted === transportProtocol ? 1 : undefined;
}

/** The client's list is in order of preference: the first of its protocols that a chain asks for decides. */
function rankAlpn(wanted: readonly string[] | undefined, { applicationProtocols }: Inspection): Rank {
  if (!wanted?.length) return 0;
  const index = applicationProtocols.findIndex((protocol) => wanted.includes(protocol));
  return index < 0 ? undefined : applicationProtocols.length - index;
}
