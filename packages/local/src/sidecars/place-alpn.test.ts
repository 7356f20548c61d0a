import { buildMesh, type ProxyConfig, parseResources, translate } from '@lab/istio';
import { expect, it } from 'vitest';
import { placeRoutes } from './place-alpn.ts';

/** Two pods that call a Service whose second port does not say what it carries. */
const { resources } = parseResources(`
apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec: { selector: { app: a }, ports: [{ name: http, port: 80 }, { name: data, port: 81 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a, sidecar.istio.io/inject: "true" } }
    spec: { containers: [{ name: a, image: a, ports: [{ containerPort: 80 }, { containerPort: 81 }] }] }
`);
const mesh = buildMesh(resources);
const [one, other] = mesh.pods.map((pod) => translate(mesh, pod)) as [ProxyConfig, ProxyConfig];
const offersOf = (text: unknown) => JSON.stringify(text).includes('envoy.network.application_protocols');

it('has only routes to ports that do not say what they carry say it, and leaves the other tables alone', () => {
  const placed = placeRoutes(one.routes, one.clusters);
  expect(placed.filter(offersOf).map(({ name }) => name)).toEqual(['a.shop.svc.cluster.local:81']);
  expect(placed.filter((table) => one.routes.includes(table)).map(({ name }) => name)).toContain('80');
});

it('places a table that proxies have in common once, and again where other clusters of it carry anything', () => {
  const placed = placeRoutes(one.routes, one.clusters);
  for (const [index, table] of placeRoutes(one.routes, other.clusters).entries())
    expect(placed[index]).toBe(table);
  const declared = one.clusters.map(({ transportSocketMatches: _, transportSocket: __, ...rest }) => rest);
  expect(placeRoutes(one.routes, declared)).toBe(one.routes);
});
