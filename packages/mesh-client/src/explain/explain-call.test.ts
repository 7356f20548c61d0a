import { buildMesh, parseResources } from '@lab/istio';
import { describe, expect, test } from 'vitest';
import { InvalidRequestError } from '../invalid-request-error.ts';
import { type ExplainQuestion, explainCall } from './explain-call.ts';
import { readinessOf } from './readiness.ts';
import { withSender } from './sender.ts';

/** Two gateways, of which the second serves the host, and a service behind it. */
const stream = [
  ...['first', 'second'].flatMap((name) => [
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}, namespace: edge}, spec: {template: {metadata: {labels: {gw: ${name}, sidecar.istio.io/inject: 'true'}, annotations: {inject.istio.io/templates: gateway}}, spec: {containers: [{name: a}]}}}}`,
    `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: edge}, spec: {selector: {gw: ${name}}, ports: [{name: status-port, port: 15021}, {name: http2, port: 80, targetPort: 8080}]}}`,
    `{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: ${name}, namespace: edge}, spec: {selector: {gw: ${name}}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [${name}.example]}]}}`,
  ]),
  '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web-v1, namespace: shop}, spec: {template: {metadata: {labels: {app: web, sidecar.istio.io/inject: "true"}}, spec: {containers: [{name: a}]}}}}',
  '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{name: http, port: 80}]}}',
  '{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: web, namespace: edge}, spec: {hosts: [second.example], gateways: [second], http: [{route: [{destination: {host: web.shop.svc.cluster.local}}]}]}}',
].join('\n---\n');
const mesh = buildMesh(parseResources(stream).resources);

const question = (fields: Partial<ExplainQuestion>): ExplainQuestion => ({
  ...{ method: 'GET', url: 'http://second.example/', headers: {}, next: [] },
  ...fields,
});

describe('a request from outside', () => {
  test('is for the gateway that serves the host, and takes the port of its Service', () => {
    const found = explainCall(mesh, question({ url: 'http://second.example:18080/cart' }), { calls: {} });
    expect(found).toMatchObject({
      ...{ from: 'edge/second', readiness: 'assumed', unknownNext: [1] },
      hops: [{ callers: ['outside'], request: { port: 80, path: '/cart' }, ends: [{ by: 'application' }] }],
    });
  });

  test('gets the 404 of the first gateway where none serves the host', () => {
    const { from, hops } = explainCall(mesh, question({ url: 'http://other.example/' }), { calls: {} });
    expect({ from, ends: hops[0]?.ends }).toMatchObject({
      from: 'edge/first',
      ends: [{ status: 404, flags: ['NR'] }],
    });
  });
});

test('the calls that applications were seen to make follow, and those that are named come before them', () => {
  const calls = { 'web GET /': [{ method: 'GET', url: 'http://web.shop/seen' }], 'web GET /seen': [] };
  const paths = (next: readonly string[]) =>
    explainCall(mesh, question({ next }), { calls }).hops.map(({ request }) => request.path);
  expect(paths([])).toEqual(['/', '/seen']);
  expect(paths(['http://web.shop/named', 'http://web.shop/last'])).toEqual(['/', '/named', '/last']);
});

test('the Host header may be another than the name that is dialled', () => {
  const headers = { host: 'web.shop' };
  const from = 'shop/web-v1';
  const { hops } = explainCall(mesh, question({ from, url: 'http://web/', headers }), { calls: {} });
  expect(hops).toMatchObject([{ request: { host: 'web.shop' }, ends: [{ by: 'application' }] }]);
});

test('a token counts until it expires, and is not shown', () => {
  const claims = Buffer.from(JSON.stringify({ iss: 'us', exp: 1 })).toString('base64url');
  const headers = { authorization: `Bearer e30.${claims}.sig` };
  const text = JSON.stringify(explainCall(mesh, question({ headers }), { calls: {} }));
  expect(text).not.toContain(claims);
});

test('pods that drain do not count', () => {
  const pod = { namespace: 'shop', workload: 'web-v1', ready: true, draining: false };
  const pods = [pod, { ...pod, ready: false }, { ...pod, draining: true }];
  expect(readinessOf(pods)).toEqual({ 'shop/web-v1': { pods: 2, ready: 1 } });
});

test('a sender is found by its name, ready or not', () => {
  expect(withSender(question({ from: 'web-v1' }), mesh.pods).from).toBe('shop/web-v1');
  expect(withSender(question({ from: 'outside' }), mesh.pods).from).toBe('outside');
  expect(() => withSender(question({ from: 'nobody' }), mesh.pods)).toThrow(InvalidRequestError);
  expect(() => withSender(question({}), [])).toThrow('the mesh has no gateway');
});
