import { expect, it } from 'vitest';
import { buildMesh } from '../model/build-mesh.ts';
import type { Pod } from '../model/registry.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { buildInboundListener } from '../xds/listeners/inbound-listener.ts';
import { acceptConnection } from './accept-connection.ts';
import type { Connection } from './connection.ts';

/** The inbound listener of a pod with an HTTP port 8080 and a TCP port 5432. */
function listenerIn(mode: string) {
  const stream = [
    '{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop, labels: {app: a}}, spec: {}}',
    '{apiVersion: v1, kind: Service, metadata: {name: a, namespace: shop}, spec: {selector: {app: a}, ports: [{name: http, port: 8080}, {name: tcp, port: 5432}]}}',
    `{apiVersion: security.istio.io/v1, kind: PeerAuthentication, metadata: {name: p, namespace: shop}, spec: {mtls: {mode: ${mode}}}}`,
  ].join('\n---\n');
  const mesh = buildMesh(parseResources(stream).resources);
  return buildInboundListener(mesh, mesh.pods[0] as Pod);
}

const to = (port: number, tls: Connection['tls'], alpn: string[] = []): Connection => ({
  destinationAddress: '10.244.0.1',
  destinationPort: port,
  tls,
  alpn,
  protocol: port === 5432 ? 'tcp' : 'http',
  sourceAddress: '10.244.0.2',
});

it.each([
  ['STRICT', to(8080, 'none'), 'no-filter-chain'],
  ['STRICT', to(8080, 'simple'), 'client-certificate-required'],
  ['STRICT', to(8080, 'mutual', ['istio']), undefined],
  ['PERMISSIVE', to(8080, 'none'), undefined],
  ['PERMISSIVE', to(8080, 'simple'), 'no-filter-chain'],
  ['PERMISSIVE', to(5432, 'simple'), undefined],
  ['DISABLE', to(8080, 'mutual', ['istio']), 'tls-to-plaintext-listener'],
  ['DISABLE', { ...to(8080, 'none'), protocol: 'tcp' as const }, 'protocol-error'],
])('under %s', (mode, connection, error) => {
  expect(acceptConnection(listenerIn(mode), connection).error).toBe(error);
});

it('says how TLS ends', () => {
  expect(acceptConnection(listenerIn('STRICT'), to(8080, 'mutual')).tls).toEqual({
    mode: 'ISTIO_MUTUAL',
    requireClientCertificate: true,
    subjectAltNames: [{ prefix: 'spiffe://cluster.local/' }],
  });
});
