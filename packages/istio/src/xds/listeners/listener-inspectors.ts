import type {
  FilterChain,
  ListenerFilter,
  ListenerFilterChainMatchPredicate,
  NamedExtension,
} from '../types.ts';

/** A ClientHello is read into a small buffer first, which grows as needed (istio xds/filters/filters.go; Envoy's own is 64 KiB). */
export const TLS_INSPECTOR: NamedExtension = {
  name: 'envoy.filters.listener.tls_inspector',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector',
    initialReadBufferSize: 512,
  },
};

const HTTP_INSPECTOR: NamedExtension = {
  name: 'envoy.filters.listener.http_inspector',
  typedConfig: {
    '@type': 'type.googleapis.com/envoy.extensions.filters.listener.http_inspector.v3.HttpInspector',
  },
};

/** The chains that name no port, which get every connection that no other chain's port takes. */
const OTHER_PORTS = 0;

/**
 * The listener filters that find out what the chains' matches ask: TLS (with its ALPN) and HTTP in plain bytes.
 * Each looks only at ports of which some chain asks it, as a server that speaks first would otherwise wait for
 * ever. TLS comes first, since HTTP is not looked for inside it.
 * Source: istio pilot/pkg/networking/core/listener_inbound.go, `populateListenerFilters`.
 */
export function listenerInspectors(chains: readonly FilterChain[]): ListenerFilter[] {
  const ports = new Set(chains.map(portOf));
  const asking = (asks: (chain: FilterChain) => boolean) => new Set(chains.filter(asks).map(portOf));
  return [
    ...inspector(TLS_INSPECTOR, ports, asking(needsTlsInspector)),
    ...inspector(HTTP_INSPECTOR, ports, asking(needsHttpInspector)),
  ];
}

function inspector(
  filter: NamedExtension,
  ports: ReadonlySet<number>,
  asking: ReadonlySet<number>,
): ListenerFilter[] {
  if (asking.size === 0) return [];
  const onByDefault = asking.has(OTHER_PORTS);
  const exceptions = [...ports].filter((port) => port !== OTHER_PORTS && asking.has(port) !== onByDefault);
  if (exceptions.length === 0) return [filter];
  const predicate = anyPort(exceptions.sort((a, b) => a - b));
  return [{ ...filter, filterDisabled: onByDefault ? predicate : { notMatch: predicate } }];
}

function anyPort(ports: readonly number[]): ListenerFilterChainMatchPredicate {
  const ranges = ports.map((port) => ({ destinationPortRange: { start: port, end: port + 1 } }));
  const [only, ...others] = ranges;
  return only && others.length === 0 ? only : { orMatch: { rules: ranges } };
}

function portOf({ filterChainMatch }: FilterChain): number {
  return filterChainMatch?.destinationPort ?? OTHER_PORTS;
}

function needsTlsInspector({ filterChainMatch }: FilterChain): boolean {
  return filterChainMatch?.transportProtocol === 'tls' || filterChainMatch?.serverNames !== undefined;
}

function needsHttpInspector({ filterChainMatch }: FilterChain): boolean {
  return (filterChainMatch?.applicationProtocols ?? []).some((name) => name === 'http/1.1' || name === 'h2c');
}
