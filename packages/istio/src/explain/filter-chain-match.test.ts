import { expect, it } from 'vitest';
import { TLS_INSPECTOR } from '../xds/listeners/listener-inspectors.ts';
import type { FilterChainMatch, Listener, ListenerFilter } from '../xds/types.ts';
import type { Connection } from './connection.ts';
import { findFilterChain } from './filter-chain-match.ts';

const INSPECTORS: readonly ListenerFilter[] = [
  TLS_INSPECTOR,
  {
    name: 'envoy.filters.listener.http_inspector',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.listener.http_inspector.v3.HttpInspector',
    },
  },
];

/** A listener with a chain for each match, named after it. */
const listenerWith = (matches: Readonly<Record<string, FilterChainMatch>>, listenerFilters = INSPECTORS) =>
  ({
    name: 'test',
    address: { socketAddress: { address: '0.0.0.0', portValue: 15006 } },
    trafficDirection: 'INBOUND',
    listenerFilters,
    filterChains: Object.entries(matches).map(([name, filterChainMatch]) => ({
      name,
      filterChainMatch,
      filters: [],
    })),
  }) satisfies Listener;

const plain: Connection = {
  destinationAddress: '10.1.2.3',
  destinationPort: 8080,
  tls: 'none',
  alpn: [],
  protocol: 'http',
  sourceAddress: '10.9.9.9',
};
const tls: Connection = { ...plain, tls: 'mutual', serverName: 'api.example.com', alpn: ['istio', 'h2'] };

it('does not go back to chains without a port once a chain has the port', () => {
  const listener = listenerWith({ port: { destinationPort: 8080, transportProtocol: 'tls' }, any: {} });
  expect(findFilterChain(listener, plain)).toBeUndefined();
  expect(findFilterChain(listener, { ...plain, destinationPort: 9090 })?.name).toBe('any');
});

it('takes the longest prefix of the address', () => {
  const range = (prefixLen: number) => ({ prefixRanges: [{ addressPrefix: '10.1.0.0', prefixLen }] });
  const listener = listenerWith({ wide: range(8), narrow: range(16), any: {} });
  expect(findFilterChain(listener, plain)?.name).toBe('narrow');
  expect(findFilterChain(listener, { ...plain, destinationAddress: '10.2.0.1' })?.name).toBe('wide');
  expect(findFilterChain(listener, { ...plain, destinationAddress: '192.0.2.1' })?.name).toBe('any');
});

it('takes an exact server name before the longest wildcard', () => {
  const wildcards = { short: { serverNames: ['*.com'] }, long: { serverNames: ['*.example.com'] }, any: {} };
  expect(findFilterChain(listenerWith(wildcards), tls)?.name).toBe('long');
  const exact = { ...wildcards, exact: { serverNames: ['api.example.com'] } };
  expect(findFilterChain(listenerWith(exact), tls)?.name).toBe('exact');
  expect(findFilterChain(listenerWith(exact), { ...tls, serverName: 'other.org' })?.name).toBe('any');
});

it('takes the first of the client’s protocols that a chain asks for', () => {
  const alpn = { h2: { applicationProtocols: ['h2'] }, istio: { applicationProtocols: ['istio'] }, any: {} };
  expect(findFilterChain(listenerWith(alpn), tls)?.name).toBe('istio');
  expect(findFilterChain(listenerWith(alpn), { ...tls, alpn: ['h2', 'istio'] })?.name).toBe('h2');
  expect(findFilterChain(listenerWith(alpn), { ...tls, alpn: [] })?.name).toBe('any');
});

it('sees HTTP in plain bytes, and nothing without the inspectors', () => {
  const matches = {
    http: { transportProtocol: 'raw_buffer', applicationProtocols: ['http/1.1', 'h2c'] },
    tls: { transportProtocol: 'tls' },
    bytes: { transportProtocol: 'raw_buffer' },
  };
  expect(findFilterChain(listenerWith(matches), plain)?.name).toBe('http');
  expect(findFilterChain(listenerWith(matches), { ...plain, protocol: 'tcp' })?.name).toBe('bytes');
  expect(findFilterChain(listenerWith(matches), tls)?.name).toBe('tls');
  expect(findFilterChain(listenerWith(matches, []), plain)?.name).toBe('bytes');
  expect(findFilterChain(listenerWith(matches, []), tls)?.name).toBe('bytes');
});

it('heeds the ports on which an inspector is off', () => {
  const filterDisabled = { destinationPortRange: { start: 8080, end: 8081 } };
  const listener = listenerWith(
    { tls: { transportProtocol: 'tls' }, bytes: { transportProtocol: 'raw_buffer' } },
    INSPECTORS.map((inspector) => ({ ...inspector, filterDisabled })),
  );
  expect(findFilterChain(listener, tls)?.name).toBe('bytes');
  expect(findFilterChain(listener, { ...tls, destinationPort: 8081 })?.name).toBe('tls');
});
