import { buildMesh, parseResources } from '@lab/istio';
import type { MeshPod } from '@lab/mesh-client';
import { expect, test } from 'vitest';
import { edgesOfMesh, pictureOf } from './mesh-picture.ts';

const pod = (workload: string, replica = 0): MeshPod => ({
  ...{ name: `${workload}-${replica}`, namespace: 'shop', workload, labels: { app: workload } },
  ...{ proxy: 'sidecar', ready: true, draining: false },
});
const edge = (from: string, to: string) => ({
  ...{ id: `shop/${from}>shop/${to}`, from: `shop/${from}`, to: `shop/${to}`, reasons: ['policy'] as const },
  badges: [{ kind: 'timeout' as const, text: 'timeout after 100 ms' }],
});

test('an edge has the pods that its own callers have ejected, beside what is configured', () => {
  const mesh = buildMesh(parseResources('').resources);
  const edges = new Map([edge('cart', 'stock'), edge('web', 'stock')].map((one) => [one.id, one]));
  const pods = [pod('web'), pod('cart'), pod('stock', 0), pod('stock', 1)];
  const badges = (ejectedBy: ReadonlyMap<string, readonly string[]>) =>
    Object.fromEntries(pictureOf(mesh, pods, edges, ejectedBy).edges.map(({ id, badges }) => [id, badges]));
  const ejected = badges(new Map([['shop/stock-1', ['shop/cart']]]));
  expect(ejected['shop/cart>shop/stock']).toEqual([
    { kind: 'timeout', text: 'timeout after 100 ms' },
    { kind: 'ejection', text: 'has ejected stock-1' },
  ]);
  expect(ejected['shop/web>shop/stock']).toHaveLength(1);
  expect(badges(new Map())['shop/cart>shop/stock']).toHaveLength(1);
});

test('goes over the pods of a mesh once, however often it is drawn', () => {
  const service = `apiVersion: v1
kind: Service
metadata: { name: stock, namespace: shop }
spec: { selector: { app: stock }, ports: [{ port: 80 }] }
`;
  const { pods, ...rest } = buildMesh(parseResources(service).resources);
  let looks = 0;
  const mesh = {
    ...rest,
    get pods() {
      looks += 1;
      return pods;
    },
  };
  const draw = () => pictureOf(mesh, [pod('stock')], new Map(), new Map());
  const first = draw();
  const once = looks;
  expect(once).toBeGreaterThan(0);
  expect(draw()).toEqual(first);
  expect(looks).toBe(once);
});

test('a policy that allows every identity names no caller, and one that allows some names those', async () => {
  const own = (name: string) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${name}, sidecar.istio.io/inject: "true" } }
spec: { serviceAccountName: ${name}, containers: [{ name: app }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
---
`;
  const edges = async (source: string) => {
    const policy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: stock, namespace: shop }
spec: { selector: { matchLabels: { app: stock } }, rules: [{ from: [{ source: { ${source} } }] }] }
`;
    const { resources } = parseResources(`${own('web')}${own('cart')}${own('stock')}${policy}`);
    return [...(await edgesOfMesh(buildMesh(resources), new Set())).keys()].sort();
  };
  const [cart, web] = ['shop/cart>shop/stock', 'shop/web>shop/stock'];
  expect(await edges('principals: ["*"]')).toEqual([]);
  expect(await edges('namespaces: ["*"]')).toEqual([]);
  expect(await edges('principals: ["*/sa/cart"]')).toEqual([cart]);
  expect(await edges('namespaces: ["sh*"]')).toEqual([cart, web]);
});
