/** What the console answers about the project's own configuration, without processes: a mesh that is only read. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseResources, type Resource } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { type Lab, loadOverlay } from '@lab/local';
import { explainCall, type MeshClient, withSender } from '@lab/mesh-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { labSource } from '../../packages/console/src/lab/lab-source.ts';
import type {
  FindingsAnswer,
  ProxyAnswer,
  ResourcesAnswer,
  RouteAnswer,
  SplitAnswer,
} from '../../packages/console/src/protocol.ts';
import { type RunningConsole, startConsole } from '../../packages/console/src/server/console.ts';

const root = resolve(import.meta.dirname, '../..');
const SECRET = 'c2VjcmV0LXZhbHVl';
const work = mkdtempSync(join(tmpdir(), 'console-'));

let running: RunningConsole;
let incident: string | undefined;

beforeAll(async () => {
  const choice = { manifests: 'k8s', overlay: 'local', components: [], without: [] };
  const source = { kustomize: await findKustomize(), root, ...choice, workDir: work };
  const loaded = await loadOverlay(source, 'k8s/platform');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.findings));
  const { mesh } = loaded;
  const finding = {
    ...{ code: 'IST0101', severity: 'error', message: 'no such subset' },
    location: { file: 'k8s/base/ml/routing.yaml', line: 12 },
  } as const;
  const outside = { ...finding, location: { file: 'package.json', line: 2 } };
  const pods = mesh.pods.map((pod) => ({ ...pod, ready: true, draining: false, addresses: { inbound: {} } }));
  const status = { ...choice, pods, hosts: [], findings: [finding, outside], absent: [], platform: [] };
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: key, namespace: ml}\ndata: {tls.key: ${SECRET}}\n`;
  const lab = {
    mesh,
    resources: [...loaded.resources, ...parseResources(secret).resources] as readonly Resource[],
    status: () => status,
  } as unknown as Lab;
  const client = {
    explain: async (question: Parameters<MeshClient['explain']>[0]) =>
      explainCall(mesh, withSender(question, pods as never), { calls: {} }),
    servedHosts: async () => ['frontend.localhost'],
    weights: async ({ services }: { readonly services: readonly string[] }) =>
      Object.fromEntries(services.map((name) => [name, { stable: 1 }])),
  } as unknown as MeshClient;
  running = await startConsole();
  running.show(
    labSource({
      ...{ root, lab, connect: async () => client, unmuted: (findings) => findings },
      incident: () => incident,
      explainText: () => [],
      lessons: {
        state: async () => ({ folder: '', isBusy: false, lessons: [] }),
        onChange: () => {},
      } as never,
    }),
  );
});

afterAll(async () => {
  await running?.close();
  rmSync(work, { recursive: true, force: true });
});

function ask(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const { host, port, origin, searchParams } = new URL(running.entrance);
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const cookie = `lab-console-${port}=${searchParams.get('token')}`;
  const headers = { host, cookie, ...(method === 'POST' && { origin, 'content-type': 'application/json' }) };
  const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
  });
  outgoing.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

async function get<Value>(path: string): Promise<Value> {
  const { status, text } = await ask('GET', path);
  expect([path, status, text.slice(0, 300)]).toEqual([path, 200, text.slice(0, 300)]);
  return JSON.parse(text);
}

it('resources have the workloads on which they act, found without knowing their kind', async () => {
  const { resources } = await get<ResourcesAnswer>('/api/resources');
  const acts = (id: string) => resources.find((resource) => resource.id === id)?.acts ?? [];
  const routes = resources.find(({ kind, namespace }) => kind === 'VirtualService' && namespace === 'ml');
  expect(routes?.location).toMatchObject({ file: 'k8s/base/ml/routing.yaml' });
  expect(acts(routes?.id ?? '').map(({ workload }) => workload)).toContain('backend/backend-stable');
  const policy = resources.find(
    ({ kind, namespace }) => kind === 'AuthorizationPolicy' && namespace === 'ml',
  );
  // A policy is a part of the listeners of those that it protects, and of nobody else's.
  expect(
    acts(policy?.id ?? '').map(({ workload, parts }) => [workload, parts.map(({ type }) => type)]),
  ).toEqual([
    ['ml/ml-canary', ['listener']],
    ['ml/ml-stable', ['listener']],
  ]);
});

it('a Secret has its keys and no value', async () => {
  const { text } = await ask('GET', '/api/resources');
  expect(text).toContain('tls.key: …');
  expect(text).not.toContain(SECRET);
});

it('each part of a proxy names the resources that it comes from', async () => {
  const { parts } = await get<ProxyAnswer>('/api/proxies/backend/backend-stable-0');
  const route = parts.find(({ type, name }) => type === 'route' && name === '5000');
  const { resources } = await get<ResourcesAnswer>('/api/resources');
  const routes = resources.find(({ kind, namespace }) => kind === 'VirtualService' && namespace === 'ml');
  expect(route?.sources.map(({ resource }) => resource)).toEqual(
    [routes?.id, 'Service ml/ml-service'].sort(),
  );
  expect((await ask('GET', '/api/proxies/backend/nosuch')).status).toBe(400);
  expect((await ask('GET', '/api/proxies/..%2F..%2Fetc')).status).toBe(400);
});

it('a route has the lines where it is written: of several with one name, those of the one that leads there', async () => {
  const route = (pod: string, name: string, to: string) =>
    get<RouteAnswer | null>(`/api/route?${new URLSearchParams({ pod, name, to })}`);
  const written = await Promise.all(
    ['frontend', 'backend', 'ml'].map((to) =>
      route('frontend/frontend-stable-0', 'canary-by-weight', `${to}/${to}`),
    ),
  );
  // The frontend's own VirtualService is bound to the gateway.
  expect(written.map((one) => one?.resource)).toEqual([
    undefined,
    'VirtualService backend/backend-vs',
    'VirtualService ml/ml-vs',
  ]);
  expect(written[1]).toMatchObject({
    field: 'spec.http[1]',
    location: { file: 'k8s/base/backend/routing.yaml' },
  });
  const { lines } = written[1] ?? {};
  expect(lines?.lines[lines.line - lines.first]).toContain('name: canary-by-weight');
  const gateway = 'istio-system/istio-ingressgateway-0';
  expect((await route(gateway, 'canary-by-header', 'frontend/frontend'))?.resource).toBe(
    'VirtualService frontend/frontend-vs',
  );
  expect(await route(gateway, 'nosuch', 'frontend/frontend')).toBeNull();
  expect(await route('nosuch/nosuch', 'canary-by-header', 'frontend/frontend')).toBeNull();
});

it('findings have their lines, of manifests alone', async () => {
  const { findings } = await get<FindingsAnswer>('/api/findings');
  expect(findings.map(({ source }) => source && [source.first, source.line, source.lines.length])).toEqual([
    [8, 12, 9],
    undefined,
  ]);
});

it('an explanation has no value of a header that would open anything', async () => {
  const url = encodeURIComponent('http://ml-service.ml:5000/predict');
  const path = `/api/explain?from=backend-stable&url=${url}&header=authorization:Bearer%20${SECRET}`;
  const { explanation } = await get<{ explanation: { hops: readonly unknown[] } }>(path);
  expect(explanation.hops).toHaveLength(1);
  expect(JSON.stringify(explanation)).not.toContain(SECRET);
});

it('the tiers are those on the way from the gateway', async () => {
  expect((await get<SplitAnswer>('/api/split')).services).toEqual(['frontend', 'backend', 'ml']);
});

it('an incident that is open mutes what would tell its cause', async () => {
  incident = '16-incident';
  try {
    const { status, text } = await ask('GET', '/api/explain?url=http://frontend.localhost/');
    expect([status, JSON.parse(text).code]).toEqual([409, 'INCIDENT_OPEN']);
    expect((await ask('GET', '/api/changes')).status).toBe(409);
    expect((await get<FindingsAnswer>('/api/findings')).muted).toBe(incident);
  } finally {
    incident = undefined;
  }
});

it.each([
  ['no kind', { requests: 1 }],
  ['too many', { kind: 'application', requests: 10_001 }],
  ['none', { kind: 'application', requests: 0 }],
  ['a header that breaks the line', { kind: 'own', requests: 1, headers: { 'x-a': 'b\r\nhost: c' } }],
  ['a path that is none', { kind: 'own', requests: 1, path: '@elsewhere.example/' }],
])('no requests are sent for an order with %s', async (_, order) => {
  expect((await ask('POST', '/api/requests', order)).status).toBe(400);
});
