/** The server of the console on a running lab: what it refuses, and that it says what the commands say. */
import { readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type {
  FindingsAnswer,
  LoadState,
  LogAnswer,
  ProxyAnswer,
  ResourcesAnswer,
  SplitAnswer,
  TraceAnswer,
} from '../../packages/console/src/protocol.ts';
import { type ConsoleClient, type ConsoleStream, openConsole } from '../support/console/console-client.ts';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const SECRET = 'c2VjcmV0LXZhbHVl';
const ROUTING = 'base/ml/routing.yaml';
const ML = 'http://ml-service.ml:5000/predict';
const BACKEND = 'http://backend-service.backend:8080/classify';

describe('the console of a running lab', () => {
  let lab: TestLab;
  let page: ConsoleClient;
  let stream: ConsoleStream;
  let entrance: string;
  /** Access logs that the lab read before a page was open. */
  let readBefore: readonly string[] = [];

  beforeAll(async () => {
    lab = await startTestLab();
    entrance = (await lab.run('console')).stdout.trim();
    page = await openConsole(entrance);
    if (process.platform === 'linux') readBefore = accessLogsReadBy((await lab.status()).pid);
    stream = page.events();
    await vi.waitFor(() => expect(stream.names).toContain('timeline'), { timeout: 60_000 });
  });

  afterAll(async () => {
    stream?.close();
    await lab?.close();
  });

  /** Sends an order, and waits for what became of that one. */
  async function sent(order: Record<string, unknown>): Promise<LoadState> {
    const { id } = await page.post<{ readonly id: number }>('/api/requests', order);
    const own = () => stream.all('load').findLast((load) => load.id === id && load.state !== 'sending');
    await expect.poll(own).toBeDefined();
    return own() as LoadState;
  }

  it('refuses a page from elsewhere, a rebound name and a missing token', async () => {
    const { cookie, origin } = page;
    const port = new URL(origin).port;
    for (const path of ['/api/status', '/api/events', '/']) {
      const status = async (headers: Record<string, string | undefined>) =>
        (await page.send('GET', path, { headers })).status;
      expect(await status({ cookie, host: `rebound.example:${port}` })).toBe(403);
      expect(await status({ cookie, host: `127.0.0.1:${port}` })).toBe(403);
      expect(await status({ cookie, origin: 'http://frontend.localhost:8080' })).toBe(403);
      expect(await status({ cookie: undefined })).toBe(401);
    }
    const post = async (headers: Record<string, string | undefined>) =>
      (await page.send('POST', '/api/restart', { headers, body: '{"workload":"ml-stable"}' })).status;
    expect(await post({ 'content-type': 'application/json' })).toBe(403);
    expect(await post({ 'content-type': 'application/json', origin: 'http://frontend.localhost:8080' })).toBe(
      403,
    );
    expect(await post({ 'content-type': 'text/plain', origin })).toBe(415);
  });

  it('sends the whole present state first', () => {
    expect(stream.names.slice(0, 7)).toEqual([
      'hello',
      'lacks',
      'mesh',
      'status',
      'lesson',
      'requests',
      'timeline',
    ]);
    expect(stream.all('hello')[0]).toMatchObject({
      ...{ command: './lab console', application: `http://frontend.localhost:${lab.gatewayPort}` },
    });
  });

  it('draws the edges that the configuration makes possible, with their identities and weights', () => {
    const [mesh] = stream.all('mesh');
    const edge = mesh?.edges.find(({ id }) => id === 'frontend/frontend>backend/backend');
    expect(edge).toMatchObject({
      tls: {
        ...{ mode: 'mutual', accepts: 'strict', client: 'spiffe://cluster.local/ns/frontend/sa/frontend' },
        servers: ['spiffe://cluster.local/ns/backend/sa/backend'],
      },
      weights: { stable: 0.8, canary: 0.2 },
    });
    const tiers = Object.fromEntries(mesh?.nodes.map(({ id, tier }) => [id, tier]) ?? []);
    expect(tiers).toMatchObject({ 'frontend/frontend': 1, 'backend/backend': 2, 'ml/ml': 3 });
  });

  it('says of the mesh what ./lab status says', async () => {
    const { up: _, ...status } = await lab.json<Record<string, unknown>>('status');
    expect(await page.get('/api/status')).toEqual(status);
    expect(stream.all('status').at(-1)?.status).toEqual(status);
  });

  it('says of a request what ./lab trace, why and explain say', async () => {
    const { application } = await sent({ kind: 'application', requests: 4 });
    const id = application?.lastTraceId ?? '';
    // Spans come in batches: once both have all, they have the same.
    const tree = await lab.json<TraceAnswer>('trace', id);
    expect(await page.get(`/api/traces/${id}`)).toEqual(tree);
    const listed = await lab.json<readonly { readonly traceId: string }[]>('trace', '--list', '-n', '3');
    expect(await page.get('/api/traces?limit=3')).toEqual(listed);
    const explanation = await lab.json('explain', '--from', 'backend-stable', ML);
    const { explanation: shown } = await page.get<{ explanation: unknown }>(
      `/api/explain?from=backend-stable&url=${encodeURIComponent(ML)}`,
    );
    expect(shown).toEqual(explanation);
  });

  it('says why a request failed as ./lab why does, once the proxies have logged it', async () => {
    const path = `/classify?token=${SECRET}`;
    const headers = { authorization: `Bearer ${SECRET}`, cookie: `session=${SECRET}` };
    const url = `http://backend-service.backend:8080${path}`;
    const { own } = await sent({ kind: 'own', requests: 1, from: 'ml-stable', url, headers });
    expect(own).toMatchObject({ answered: 1, answers: [{ status: 403 }], causes: [{ status: 403 }] });
    const id = own?.causes[0]?.requestId ?? '';
    const diagnosis = await lab.json<{ readonly causes: readonly { readonly code: string }[] }>('why', id);
    expect(diagnosis.causes[0]?.code).toBe('NO_ALLOW_RULE');
    expect(await page.get(`/api/why?id=${id}`)).toEqual(diagnosis);
    const { lines } = await page.get<LogAnswer>(`/api/logs?id=${id}`);
    expect(lines.map(({ pod }) => pod)).toContain('ml/ml-stable-0');
    const rows = () =>
      stream
        .all('requests')
        .flat()
        .filter(({ from }) => from === 'ml/ml');
    await expect.poll(() => rows().at(-1)).toMatchObject({ status: 403, failed: true, path: '/classify' });
    expect(JSON.stringify(lines) + stream.text).not.toContain(SECRET);
  });

  it('shows a caller from outside that strict mutual TLS refuses', async () => {
    await sent({ kind: 'own', requests: 1, from: 'outside', url: BACKEND });
    const edges = () => stream.all('traffic').flatMap((window) => window.edges);
    await expect
      .poll(() => edges().find(({ edge }) => edge === 'outside>backend/backend'))
      .toMatchObject({ count: 1, failed: 1, flags: { NR: 1 } });
    expect(
      stream
        .all('mesh')
        .at(-1)
        ?.nodes.find(({ id }) => id === 'outside'),
    ).toMatchObject({ tier: 0 });
  });

  it('sends requests to no other address', async () => {
    for (const url of [
      'http://127.0.0.1:22/',
      'http://www.example.com/',
      'http://localhost:3000/',
      'file:///etc/passwd',
    ]) {
      expect((await sent({ kind: 'own', requests: 1, from: 'ml-stable', url })).state).toBe('failed');
    }
  });

  it('counts each request once on each edge, and its shares are those that were sent', async () => {
    const before = stream.all('traffic').length;
    const { application } = await sent({ kind: 'application', requests: 60 });
    const counted = () => {
      const counts: Record<string, number> = {};
      for (const { edges } of stream.all('traffic').slice(before))
        for (const { edge, version, count } of edges)
          counts[`${edge} ${version}`] = (counts[`${edge} ${version}`] ?? 0) + count;
      return counts;
    };
    const sum = (edge: string) =>
      Object.entries(counted()).reduce(
        (total, [key, count]) => total + (key.startsWith(edge) ? count : 0),
        0,
      );
    const edges = [
      'istio-system/istio-ingressgateway>frontend/frontend',
      'frontend/frontend>backend/backend',
      'backend/backend>ml/ml',
    ];
    for (const edge of edges) await expect.poll(() => sum(edge)).toBe(60);
    for (const [index, name] of ['frontend', 'backend', 'ml'].entries()) {
      for (const { service, version, count } of application?.tiers ?? []) {
        if (service === name) expect(counted()[`${edges[index]} ${version}`] ?? 0).toBe(count);
      }
    }
  });

  it('has the weights that ./lab call compares with', async () => {
    const { tiers } = await lab.json<{ tiers: { service: string; version: string; weight: number }[] }>(
      'call',
      '-n',
      '1',
    );
    const { services, weights } = await page.get<SplitAnswer>('/api/split');
    expect(services).toEqual(['frontend', 'backend', 'ml']);
    const compared = Object.groupBy(tiers, ({ service }) => service);
    for (const [service, shares = []] of Object.entries(compared))
      expect(weights[service]).toEqual(
        Object.fromEntries(shares.map(({ version, weight }) => [version, weight])),
      );
    const canary = await page.get<SplitAnswer>('/api/split?header=x-canary:true');
    expect(canary.weights.frontend).toEqual({ canary: 1 });
  });

  it('shows where resources act, and what each part of a proxy comes from', async () => {
    const { resources } = await page.get<ResourcesAnswer>('/api/resources');
    const rule = resources.find(({ kind, namespace }) => kind === 'VirtualService' && namespace === 'ml');
    expect(rule?.location).toMatchObject({
      file: expect.stringContaining(ROUTING),
      line: expect.any(Number),
    });
    expect(rule?.acts.flatMap(({ workload }) => workload)).toContain('backend/backend-stable');
    const { parts } = await page.get<ProxyAnswer>('/api/proxies/backend/backend-stable-0');
    const route = parts.find(({ type, name }) => type === 'route' && name === '5000');
    expect(route?.sources.map(({ resource }) => resource)).toContain(rule?.id);
    expect(JSON.stringify([resources, parts])).not.toMatch(/PRIVATE KEY/);
  });

  it('says nothing of Secrets and headers that would open anything', async () => {
    const header = encodeURIComponent(`authorization:Bearer ${SECRET}`);
    const url = encodeURIComponent(BACKEND);
    const { text, status } = await page.send(
      'GET',
      `/api/explain?from=ml-stable&url=${url}&header=${header}`,
    );
    expect(status).toBe(200);
    expect(text).not.toContain(SECRET);
    const token = new URL(entrance).searchParams.get('token') ?? 'missing';
    for (const path of ['/api/status', '/api/findings', '/api/resources', '/api/lesson'])
      expect((await page.send('GET', path)).text).not.toContain(token);
    expect(stream.text).not.toContain(token);
  });

  it('tells of an edit: findings with their lines, new weights before their traffic, and the time line', async () => {
    const { manifests } = lab;
    const routing = manifests.read(ROUTING);
    manifests.write(ROUTING, routing.replace('weight: 70', 'weight: 60').replace('weight: 30', 'weight: 40'));
    const weights = () =>
      stream
        .all('mesh')
        .at(-1)
        ?.edges.find(({ id }) => id === 'backend/backend>ml/ml')?.weights;
    await expect.poll(weights).toEqual({ stable: 0.6, canary: 0.4 });
    const edit = () =>
      stream
        .all('timeline')
        .flat()
        .findLast(({ kind }) => kind === 'edit');
    await expect.poll(() => edit()?.files?.join()).toContain(ROUTING);
    await expect
      .poll(async () => JSON.stringify(await page.get('/api/changes')))
      .toContain('"withoutEffect"');
    manifests.replace(ROUTING, 'subset: canary', 'subset: nosuch');
    const found = async () => (await page.get<FindingsAnswer>('/api/findings')).findings;
    await expect.poll(async () => (await found()).length).toBeGreaterThan(0);
    const [first] = await found();
    expect(first?.source?.lines.join('\n')).toContain('nosuch');
    expect(first?.source?.lines.length).toBeLessThanOrEqual(9);
  });

  // The last one: it ends the stream of the others. Where there is no /proc nothing tells which files are open.
  it.skipIf(process.platform !== 'linux')(
    'reads access logs while a page is open, and none otherwise',
    async () => {
      const { pid, pods } = await lab.status();
      expect(readBefore).toEqual([]);
      const logs = pods.flatMap(({ sidecar, logs: { access } }) => (sidecar ? [access] : [])).toSorted();
      await expect.poll(() => accessLogsReadBy(pid)).toEqual(logs);
      stream.close();
      await expect.poll(() => accessLogsReadBy(pid)).toEqual([]);
      await lab.run('call', '-n', '5');
      expect(accessLogsReadBy(pid)).toEqual([]);
      stream = page.events();
      await expect.poll(() => accessLogsReadBy(pid)).toEqual(logs);
    },
  );
});

/** Access logs that a process has open, by their real paths. */
function accessLogsReadBy(pid: number): string[] {
  const files = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      // It was closed since.
      return [];
    }
  });
  return files.filter((path) => path.endsWith('.access.log')).toSorted();
}
