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
  const again = surroundings([]);
  expect(placeProxy(proxy, PLACEMENT, again).listeners).not.toBe(second.listeners);
  expect(again.callersIn).toHaveBeenCalled();
});
