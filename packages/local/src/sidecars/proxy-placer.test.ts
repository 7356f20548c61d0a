import { buildMesh, parseResources, translate } from '@lab/istio';
import { expect, it, vi } from 'vitest';
import type { Placement, Surroundings } from './placement.ts';
import { proxyPlacer } from './proxy-placer.ts';

const place = (port: number) => ({ address: '127.0.0.1', port });
const PLACEMENT: Placement = {
  application: new Map([[8080, place(1)]]),
  inbound: new Map([[8080, place(2)]]),
  outbound: new Map([['0.0.0.0_80', place(3)]]),
  accessLogPath: '',
};

/** Two pods of a Service, and a policy with this source. */
function proxyOf(source: string) {
  const mesh = buildMesh(
    parseResources(`
apiVersion: v1
kind: Service
metadata: { name: a, namespace: shop }
spec: { selector: { app: a }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: a, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: a } }
  template:
    metadata: { labels: { app: a, sidecar.istio.io/inject: "true" } }
    spec: { containers: [{ name: a, image: a, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: a, namespace: shop }
spec: { rules: [{ from: [{ source: ${source} }] }] }
`).resources,
  );
  const [pod] = mesh.pods;
  if (!pod) throw new Error('no pod');
  return { pod, config: translate(mesh, pod), services: mesh.services, credentials: new Set<string>() };
}

function surroundings(ports: readonly number[]): Surroundings {
  return {
    resolvePod: () => ports.map(place),
    resolveProvided: () => undefined,
    callersIn: vi.fn(() => []),
  };
}

it('places endpoints alone again, and keeps the rest as the same objects', () => {
  const proxy = proxyOf('{ namespaces: [shop] }');
  const placeProxy = proxyPlacer();
  const first = placeProxy(proxy, PLACEMENT, surroundings([11]));
  const second = placeProxy(proxy, PLACEMENT, surroundings([11, 12]));
  expect(second.listeners).toBe(first.listeners);
  expect(second.clusters).toBe(first.clusters);
  expect(second.routes).toBe(first.routes);
  expect(second).toEqual(proxyPlacer()(proxy, PLACEMENT, surroundings([11, 12])));
  expect(second.endpoints).not.toEqual(first.endpoints);
});

it('places all again for another configuration, and where a policy knows callers by address', () => {
  const placeProxy = proxyPlacer();
  const first = placeProxy(proxyOf('{ namespaces: [shop] }'), PLACEMENT, surroundings([]));
  const proxy = proxyOf('{ ipBlocks: ["10.244.0.1"] }');
  const second = placeProxy(proxy, PLACEMENT, surroundings([]));
  expect(second.listeners).not.toBe(first.listeners);
  const again = { ...surroundings([]), callersIn: vi.fn(() => [{ any: true }]) };
  expect(placeProxy(proxy, PLACEMENT, again).listeners).not.toEqual(second.listeners);
  expect(again.callersIn).toHaveBeenCalled();
});

it('places the routes alone where an edit has changed nothing else, and keeps what is equal', () => {
  const proxy = proxyOf('{ namespaces: [shop] }');
  const placeProxy = proxyPlacer();
  const first = placeProxy(proxy, PLACEMENT, surroundings([11]));
  const routes = proxy.config.routes.map((table) => ({ ...table, validateClusters: true }));
  const config = { ...proxy.config, routes };
  const second = placeProxy({ ...proxy, config }, PLACEMENT, surroundings([11]));
  expect(second.listeners).toBe(first.listeners);
  expect(second.clusters).toBe(first.clusters);
  expect(second).toEqual(proxyPlacer()({ ...proxy, config }, PLACEMENT, surroundings([11])));
  const clusters = config.clusters.map((cluster, index) => (index ? cluster : { ...cluster, name: 'other' }));
  const third = placeProxy({ ...proxy, config: { ...config, clusters } }, PLACEMENT, surroundings([11]));
  expect(third.listeners).toBe(first.listeners);
  expect(third.clusters.filter((cluster) => !first.clusters.includes(cluster))).toEqual([
    expect.objectContaining({ name: 'other' }),
  ]);
});

it('places listeners again where their places or the address of the pod have changed, and the configuration has not', () => {
  const proxy = proxyOf('{ namespaces: [shop] }');
  const placeProxy = proxyPlacer();
  placeProxy(proxy, PLACEMENT, surroundings([11]));
  const moved = { ...PLACEMENT, outbound: new Map([['0.0.0.0_80', place(4)]]) };
  const second = placeProxy(proxy, moved, surroundings([11]));
  expect(second).toEqual(proxyPlacer()(proxy, moved, surroundings([11])));
  expect(JSON.stringify(second.listeners)).toContain('"portValue":4');
  const pod = { ...proxy.pod, ip: '10.244.9.9' };
  expect(placeProxy({ ...proxy, pod }, moved, surroundings([11]))).toEqual(
    proxyPlacer()({ ...proxy, pod }, moved, surroundings([11])),
  );
});
