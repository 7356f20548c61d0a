import type { Listener, ListenerFilterChainMatchPredicate } from '../xds/types.ts';
import type { Connection } from './connection.ts';

/** What the listener filters found out before a filter chain is chosen. */
export interface Inspection {
  readonly transportProtocol: 'tls' | 'raw_buffer';
  readonly applicationProtocols: readonly string[];
  readonly serverName: string;
}

/**
 * Runs the listener's inspectors over the first bytes: without the TLS inspector TLS looks like any other bytes,
 * and the HTTP inspector sees through plain bytes only.
 */
export function inspect(listener: Listener, connection: Connection): Inspection {
  const runs = (name: string) => isActive(listener, name, connection.destinationPort);
  if (connection.tls !== 'none') {
    const seen = runs('envoy.filters.listener.tls_inspector');
    return {
      transportProtocol: seen ? 'tls' : 'raw_buffer',
      applicationProtocols: seen ? connection.alpn : [],
      serverName: seen ? (connection.serverName?.toLowerCase() ?? '') : '',
    };
  }
  const seen = runs('envoy.filters.listener.http_inspector');
  const plainProtocols = { http: ['http/1.1'], http2: ['h2c'], tcp: [] };
  return {
    transportProtocol: 'raw_buffer',
    applicationProtocols: seen ? plainProtocols[connection.protocol] : [],
    serverName: '',
  };
}

function isActive({ listenerFilters = [] }: Listener, name: string, port: number): boolean {
  return listenerFilters.some((filter) => {
    return filter.name === name && !(filter.filterDisabled && matchesPort(filter.filterDisabled, port));
  });
}

function matchesPort(
  { orMatch, notMatch, destinationPortRange }: ListenerFilterChainMatchPredicate,
  port: number,
): boolean {
  if (orMatch) return orMatch.rules.some((rule) => matchesPort(rule, port));
  if (notMatch) return !matchesPort(notMatch, port);
  return (
    destinationPortRange !== undefined &&
    port >= destinationPortRange.start &&
    port < destinationPortRange.end
  );
}
