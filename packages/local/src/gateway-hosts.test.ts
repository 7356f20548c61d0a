import { buildMesh, parseResources } from '@lab/istio';
import { expect, test } from 'vitest';
import { gatewayHosts } from './gateway-hosts.ts';

const GATEWAY_PODS = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: gateway, namespace: shop}
spec: {selector: {istio: gateway}, ports: [{name: http2, port: 80, targetPort: 8080}, {name: https, port: 443, targetPort: 8443}]}
---
apiVersion: v1
kind: Pod
metadata:
  name: gateway
  namespace: shop
  labels: {istio: gateway, sidecar.istio.io/inject: "true"}
  annotations: {inject.istio.io/templates: gateway}
spec: {containers: [{name: istio-proxy, ports: [{containerPort: 8080}, {containerPort: 8443}]}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: shop, namespace: shop}
spec:
  selector: {istio: gateway}
  servers:
  - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
  - {port: {number: 443, name: https, protocol: HTTPS}, hosts: ["*"], tls: {mode: SIMPLE, credentialName: shop}}
`;
const route = (hosts: string) => `
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec: {hosts: [${hosts}], gateways: [shop], http: [{route: [{destination: {host: cart}}]}]}
`;
const addresses: Readonly<Record<string, string>> = {
  '0.0.0.0_8080': '127.0.0.1:8080',
  '0.0.0.0_8443': '127.11.0.1:8443',
};
const hostsOf = (yaml: string) =>
  gatewayHosts(buildMesh(parseResources(yaml).resources), (_, listener) => addresses[listener]);

test('the hosts are those that routes are for, at each port', () => {
  expect(hostsOf(GATEWAY_PODS + route('shop.localhost, "*.example.com"'))).toEqual(
    expect.arrayContaining([
      { host: 'shop.localhost', address: '127.0.0.1:8080', tls: false },
      { host: '*.example.com', address: '127.0.0.1:8080', tls: false },
      { host: 'shop.localhost', address: '127.11.0.1:8443', tls: true },
    ]),
  );
});

test('without a route, or a gateway, there is none', () => {
  expect(hostsOf(GATEWAY_PODS)).toEqual([]);
  expect(hostsOf(route('shop.localhost').replace('---', ''))).toEqual([]);
});
