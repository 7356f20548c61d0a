import { expect, it } from 'vitest';
import { buildMesh } from '../../model/build-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { parseResources } from '../../resources/parse-resources.ts';
import { httpConnectionManagerOf } from '../typed-config.ts';
import { buildInboundListener } from './inbound-listener.ts';

function listenerFor(ports: string, peerAuthentication = '{}') {
  const stream = [
    '{apiVersion: v1, kind: Pod, metadata: {name: reviews, namespace: shop, labels: {app: reviews}}, spec: {}}',
    `{apiVersion: v1, kind: Service, metadata: {name: reviews, namespace: shop}, spec: {selector: {app: reviews}, ports: ${ports}}}`,
    `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: shop}, spec: ${peerAuthentication}}`,
  ].join('\n---\n');
  const mesh = buildMesh(parseResources(stream).resources);
  return buildInboundListener(mesh, mesh.pods[0] as Pod);
}

const chainsOn = (port: number | undefined, ...args: Parameters<typeof listenerFor>) =>
  listenerFor(...args)
    .filterChains.filter(({ filterChainMatch }) => filterChainMatch?.destinationPort === port)
    .map(({ filterChainMatch, filters, transportSocket }) => [
      filterChainMatch?.transportProtocol,
      filterChainMatch?.applicationProtocols?.[0],
      filters.at(-1)?.name.split('.').at(-1),
      transportSocket ? 'ends TLS' : 'as it comes',
    ]);

const inspectorOf = (name: string, listener: ReturnType<typeof listenerFor>) =>
  listener.listenerFilters?.find((filter) => filter.name.endsWith(name));

const HTTP = '[{name: http, port: 80, targetPort: 8080}]';
const HTTP_MANAGER = 'http_connection_manager';

it('takes only mutual TLS where it is STRICT', () => {
  const strict = '{mtls: {mode: STRICT}}';
  expect(chainsOn(8080, HTTP, strict)).toEqual([['tls', undefined, HTTP_MANAGER, 'ends TLS']]);
  expect(chainsOn(undefined, HTTP, strict).map(([transport]) => transport)).toEqual(['tls', 'tls']);
});

it('takes mutual TLS and plain HTTP where it is PERMISSIVE', () => {
  expect(chainsOn(8080, HTTP)).toEqual([
    ['tls', 'istio', HTTP_MANAGER, 'ends TLS'],
    ['raw_buffer', undefined, HTTP_MANAGER, 'as it comes'],
  ]);
});

it('passes TLS of others on to a TCP port, and never to an HTTP port', () => {
  const tcp = '[{name: tcp, port: 5432}]';
  expect(chainsOn(5432, tcp)).toContainEqual(['tls', undefined, 'tcp_proxy', 'as it comes']);
});

it('finds out by itself what a port without a protocol carries', () => {
  const unnamed = '[{port: 9000}]';
  expect(chainsOn(9000, unnamed).map(([, alpn, filter]) => [alpn, filter])).toEqual([
    ['istio-http/1.0', HTTP_MANAGER],
    ['http/1.1', HTTP_MANAGER],
    ['istio-peer-exchange', 'tcp_proxy'],
    [undefined, 'tcp_proxy'],
    [undefined, 'tcp_proxy'],
  ]);
});

it('sends to the workload’s port and names the route after the Service’s', () => {
  const chain = listenerFor(HTTP).filterChains.find(
    (each) => each.filterChainMatch?.destinationPort === 8080,
  );
  expect(chain && httpConnectionManagerOf(chain)?.routeConfig).toMatchObject({
    name: 'inbound|8080||',
    virtualHosts: [{ name: 'inbound|http|80', routes: [{ route: { cluster: 'inbound|8080||' } }] }],
  });
});

it('refuses connections to its own port', () => {
  expect(chainsOn(15006, HTTP)).toHaveLength(1);
});

it('does not inspect ports that no chain asks it of', () => {
  const listener = listenerFor(
    HTTP,
    '{selector: {matchLabels: {app: reviews}}, portLevelMtls: {8080: {mode: DISABLE}}}',
  );
  const port = (start: number) => ({ destinationPortRange: { start, end: start + 1 } });
  expect(inspectorOf('tls_inspector', listener)?.filterDisabled).toEqual({
    orMatch: { rules: [port(8080), port(15006)] },
  });
  const strict = listenerFor(HTTP, '{mtls: {mode: STRICT}}');
  expect(inspectorOf('http_inspector', strict)).toBeUndefined();
});

it('gives a port of no Service the mode that a policy names for it', () => {
  const ports =
    '{selector: {matchLabels: {app: reviews}}, mtls: {mode: STRICT}, portLevelMtls: {9999: {mode: DISABLE}}}';
  expect(chainsOn(9999, HTTP, ports).map(([transport]) => transport)).toEqual(['raw_buffer', 'raw_buffer']);
});
