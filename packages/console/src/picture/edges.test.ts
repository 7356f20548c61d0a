import { buildMesh, parseResources } from '@lab/istio';
import { expect, test } from 'vitest';
import { edgesOfMesh } from './mesh-picture.ts';

const workload = (name: string, labels: string, annotations = '') =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}, namespace: shop}, spec: {template: {metadata: {labels: {${labels}, sidecar.istio.io/inject: 'true'}${annotations}}, spec: {containers: [{name: a, ports: [{containerPort: 8080}]}]}}}}`;
const service = (name: string, selector: string) =>
  `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: shop}, spec: {selector: {${selector}}, ports: [{name: http2, port: 80, targetPort: 8080}]}}`;
const route = (name: string, match: string, destinations: string, more = '') =>
  `{name: ${name}, match: [${match}], route: [${destinations}]${more}}`;
const V1 = '{destination: {host: web, subset: v1}}';
const SPLIT =
  '{destination: {host: web, subset: v1}, weight: 75}, {destination: {host: web, subset: v2}, weight: 25}';

/** The edge from the gateway to `web` with these routes. */
async function edgeWith(...routes: readonly string[]) {
  const stream = [
    workload('gateway', 'gw: shop', ', annotations: {inject.istio.io/templates: gateway}'),
    service('gateway', 'gw: shop'),
    ...['v1', 'v2'].map((version) => workload(`web-${version}`, `app: web, version: ${version}`)),
    service('web', 'app: web'),
    '{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: gateway, namespace: shop}, spec: {selector: {gw: shop}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example]}]}}',
    '{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: web, namespace: shop}, spec: {host: web, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}}',
    `{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: web, namespace: shop}, spec: {hosts: [shop.example], gateways: [gateway], http: [${routes.join(', ')}]}}`,
  ];
  const edges = await edgesOfMesh(buildMesh(parseResources(stream.join('\n---\n')).resources), new Set());
  return [...edges.values()].find(({ to }) => to === 'shop/web');
}

test('one route gives the weights and what its proxy does', async () => {
  const edge = await edgeWith(route('split', '{uri: {prefix: /}}', SPLIT, ', timeout: 5s'));
  expect(edge?.weights).toEqual({ v1: 0.75, v2: 0.25 });
  expect(edge?.badges).toEqual([{ kind: 'timeout', text: 'timeout after 5000 ms' }]);
});

test('of several routes none has the weights of all calls, and each says what it does', async () => {
  const edge = await edgeWith(
    route(
      'slow',
      '{uri: {prefix: /slow}}',
      V1,
      ', timeout: 5s, fault: {delay: {percentage: {value: 100}, fixedDelay: 1s}}',
    ),
    route('split', '{uri: {prefix: /}}', SPLIT, ', timeout: 5s'),
  );
  expect(edge?.weights).toBeUndefined();
  expect(edge?.badges).toEqual([
    { kind: 'timeout', text: 'timeout after 5000 ms' },
    { kind: 'fault', text: 'delays 100% by 1000 ms (route slow)' },
  ]);
});

test('routes with the same weights have them in common', async () => {
  const edge = await edgeWith(
    route('api', '{uri: {prefix: /api}}', SPLIT),
    route('rest', '{uri: {prefix: /}}', SPLIT),
  );
  expect(edge?.weights).toEqual({ v1: 0.75, v2: 0.25 });
});

test('a route that a plain request does not take gives no weights to another service', async () => {
  const edge = await edgeWith(
    route('admin', '{uri: {regex: "/admin.*"}}', '{destination: {host: gateway}}', ', timeout: 1s'),
    route('split', '{uri: {prefix: /}}', SPLIT),
  );
  expect([edge?.weights, edge?.badges]).toEqual([{ v1: 0.75, v2: 0.25 }, []]);
});
