import { buildMesh, parseResources } from '@lab/istio';
import { expect, test } from 'vitest';
import { isServed, servedHosts } from './served-hosts.ts';

const platform = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ingress, namespace: istio-system}
spec:
  template:
    metadata:
      labels: {istio: ingressgateway, sidecar.istio.io/inject: "true"}
      annotations: {inject.istio.io/templates: gateway}
    spec: {containers: [{name: istio-proxy, ports: [{containerPort: 80}]}]}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: all, namespace: shop}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 80, name: http, protocol: HTTP}
    hosts: ["*"]
---
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
`;
const route = (...hosts: string[]) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: shop, namespace: shop}
spec:
  hosts: ${JSON.stringify(hosts)}
  gateways: [all]
  http: [{route: [{destination: {host: shop}}]}]
`;
const hostsOf = (text: string) => servedHosts(buildMesh(parseResources(text).resources));

test('the gateway serves the hosts that a route is for', () => {
  expect(hostsOf(platform)).toEqual([]);
  expect(hostsOf(platform + route('shop.localhost', '*.shop.example')).sort()).toEqual([
    '*.shop.example',
    'shop.localhost',
  ]);
  expect(hostsOf(route('shop.localhost'))).toEqual([]);
});

test.each([
  ['shop.localhost', true],
  ['Shop.localhost:8080', true],
  ['a.shop.example', true],
  ['shop.example', false],
  ['other.localhost', false],
])('%s: %s', (host, served) => {
  expect(isServed(host, ['shop.localhost', '*.shop.example'])).toBe(served);
  expect(isServed(host, ['*'])).toBe(true);
});
