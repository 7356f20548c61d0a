import { readFile } from 'node:fs/promises';
import { buildMesh, type Mesh, parseResources } from '@lab/istio';
import { beforeAll, expect, test } from 'vitest';
import { tierWeights } from './tier-weights.ts';

const root = new URL('../../../../', import.meta.url);
const files = [
  'k8s/platform/ingress-gateway.yaml',
  ...['frontend', 'backend', 'ml'].flatMap((name) => [
    `k8s/base/${name}/routing.yaml`,
    `k8s/base/${name}/service.yaml`,
  ]),
];

/** A Deployment as the overlay's kustomizations make it from the shared one, with what matters here. */
function deployment(app: string, version: string): string {
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `${app}-${version}`, namespace: app },
    spec: {
      template: {
        metadata: { labels: { app, version, 'sidecar.istio.io/inject': 'true' } },
        spec: { containers: [{ name: app, ports: [{ name: 'http', containerPort: 8080 }] }] },
      },
    },
  });
}

let mesh: Mesh;

beforeAll(async () => {
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, root), 'utf8')));
  const apps = ['frontend', 'backend', 'ml'].flatMap((app) => [
    deployment(app, 'stable'),
    deployment(app, 'canary'),
  ]);
  mesh = buildMesh(parseResources([...texts, ...apps].join('\n---\n')).resources);
});

const path = {
  services: ['frontend', 'backend', 'ml'],
  host: 'frontend.localhost:8080',
  path: '/api/classify',
  method: 'POST',
};

test("reads each tier's weights off the proxy that decides", () => {
  const weights = tierWeights(mesh, { ...path, headers: {} });
  expect(weights.frontend).toEqual({ stable: 90, canary: 10 });
  expect(weights.backend).toEqual({ stable: 80, canary: 20 });
  expect(Object.keys(weights.ml ?? {}).sort()).toEqual(['canary', 'stable']);
});

test('follows a rule for the method', async () => {
  const rule = `  - match: [{ method: { exact: GET } }]
    route: [{ destination: { host: frontend-service, subset: canary } }]
`;
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, root), 'utf8')));
  const changed = texts.map((text) =>
    text.includes('name: frontend-vs') ? text.replace('  http:\n', `  http:\n${rule}`) : text,
  );
  const apps = [deployment('frontend', 'stable'), deployment('frontend', 'canary')];
  const other = buildMesh(parseResources([...changed, ...apps].join('\n---\n')).resources);
  const weights = (method: string) => tierWeights(other, { ...path, method, headers: {} }).frontend;
  expect(weights('POST')).toEqual({ stable: 90, canary: 10 });
  expect(weights('GET')).toEqual({ canary: 1 });
});

test('follows the header rule', () => {
  const weights = tierWeights(mesh, { ...path, headers: { 'x-canary': 'true' } });
  expect(Object.values(weights).map((versions) => Object.keys(versions))).toEqual([
    ['canary'],
    ['canary'],
    ['canary'],
  ]);
});

test('says nothing about services that it does not know', () => {
  expect(tierWeights(mesh, { ...path, services: ['other'], headers: {} })).toEqual({});
});
