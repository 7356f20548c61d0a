import { buildMesh, parseResources } from '@lab/istio';
import { expect, it } from 'vitest';
import { tierPath } from './tier-path.ts';

const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
`;

const GATEWAY = `apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway, namespace: shop }
spec:
  selector: { matchLabels: { app: gateway } }
  template:
    metadata: { labels: { app: gateway }, annotations: { inject.istio.io/templates: gateway } }
    spec: { containers: [{ name: istio-proxy, image: auto }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: entry, namespace: shop }
spec:
  selector: { app: gateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: entry, namespace: shop }
spec:
  hosts: ['*']
  gateways: [entry]
  http: [{ route: [{ destination: { host: s0 } }] }]
`;

/** A service whose environment names others. */
const service = (name: string, calls: readonly string[]) => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - { name: app, image: app, env: [${calls.map((to) => `{ name: URL_${to}, value: 'http://${to}' }`).join(', ')}] }
`;

const meshOf = (calls: Readonly<Record<string, readonly string[]>>) =>
  buildMesh(
    parseResources(
      [NAMESPACE, GATEWAY, ...Object.entries(calls).map(([name, to]) => service(name, to))].join('---\n'),
    ).resources,
  );

it('follows the longest way from the gateway, past a short cut and a call back', () => {
  expect(tierPath(meshOf({ s0: ['s1', 's2'], s1: ['s2', 's0'], s2: [] }))).toEqual(['s0', 's1', 's2']);
  expect(tierPath(meshOf({ s0: [], s1: ['s0'] }))).toEqual(['s0']);
});

it('takes no longer where everybody may call everybody', () => {
  const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
  const all = Object.fromEntries(names.map((name) => [name, names.filter((other) => other !== name)]));
  expect(tierPath(meshOf(all))).toHaveLength(40);
});
