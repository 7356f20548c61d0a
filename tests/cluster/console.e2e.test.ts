/** The console over a cluster: the real kubectl against an API server of the test, and the page in a real Chromium. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Explanation, MeshStatus, TraceSummary } from '@lab/mesh-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ApiServer, startApiServer } from '../support/cluster/api-server.ts';
import { clusterObjects } from '../support/cluster/cluster-objects.ts';
import { findKubectl } from '../support/cluster/find-kubectl.ts';
import { type ForwardingKubectl, makeForwardingKubectl } from '../support/cluster/forwarding-kubectl.ts';
import { type KubeHome, makeKubeHome } from '../support/cluster/kubeconfig.ts';
import { type PrometheusStandIn, startPrometheus } from '../support/cluster/prometheus-stand-in.ts';
import { type ConsoleClient, openConsole } from '../support/console/console-client.ts';
import {
  axeViolations,
  type ConsolePage,
  isSkipped,
  openConsoleAt,
} from '../support/console/console-page.ts';
import type { KubeObject } from '../support/documents.ts';
import { temporaryCommandLine } from '../support/lab/command-line.ts';
import type { Running } from '../support/lab/run-command.ts';

const kubectl = findKubectl();
const EDGES = [
  'istio-system/istio-ingressgateway>frontend/frontend',
  'frontend/frontend>backend/backend',
  'backend/backend>ml/ml',
];
const traceId = '0908ef83a7eb8a993b6ab50741f6fa93';
/** Spans that a real Envoy has sent, in the form in which Jaeger's API gives them out. */
const recordedTrace = readFileSync(
  join(import.meta.dirname, '../support/cluster/testdata/jaeger-trace.json'),
  'utf8',
);

describe.skipIf(isSkipped || !kubectl)(
  'the console on a cluster (skipped without kubectl or Chromium)',
  () => {
    let deployed: KubeObject[];
    let api: ApiServer;
    let home: KubeHome;
    let tool: ForwardingKubectl;
    let lab: ReturnType<typeof temporaryCommandLine>;
    let prometheus: PrometheusStandIn;
    let jaeger: Server;
    let running: Running;
    let client: ConsoleClient;
    let opened: ConsolePage;

    beforeAll(async () => {
      deployed = await clusterObjects('kind');
      api = await startApiServer(deployed);
      home = makeKubeHome({ test: api.url });
      prometheus = await startPrometheus();
      jaeger = createServer(answerAsJaeger);
      await new Promise<void>((resolve) => jaeger.listen(0, '127.0.0.1', resolve));
      const ports = { prometheus: prometheus.port, 'jaeger-query': (jaeger.address() as AddressInfo).port };
      tool = makeForwardingKubectl(home.dir, kubectl as string, ports);
      lab = temporaryCommandLine({
        ...home.env,
        KUBECTL_BIN: tool.program,
        LAB_WORKBENCH: join(home.dir, 'w'),
      });
      running = lab.start('console', '--on', 'test');
      await vi.waitFor(() => expect(address()).toBeDefined(), eventually);
      const entrance = address() as string;
      client = await openConsole(entrance);
      opened = await openConsoleAt(entrance);
    });
    beforeEach(() => {
      api.objects = [...deployed];
      api.refusal = undefined;
      prometheus.refusal = undefined;
    });
    afterEach(() => expect(opened.complaints).toEqual([]));
    afterAll(async () => {
      await opened?.close();
      if (running) {
        process.kill(-running.pid, 'SIGINT');
        await running.ended;
      }
      lab?.remove();
      jaeger?.close();
      await prometheus?.close();
      await api?.close();
      home?.remove();
    });

    const address = () => /^http:\/\/console\.localhost:\S+$/m.exec(running.output())?.[0];
    const lack = (what: string) => opened.page.locator(`[data-lack="${what}"]`);
    const figure = (edge: string, name: string) =>
      opened.page.locator(`tr[data-edge="${edge}"] [data-figure="${name}"]`).first();

    it('shows the services that are deployed, with the weights, and says what is not measured', async () => {
      const { page } = opened;
      await page.locator('[data-spot]').first().waitFor();
      const nodes = await page
        .locator('[data-spot]')
        .evaluateAll((spots) => spots.map((spot) => spot.getAttribute('data-spot')));
      for (const node of [
        'istio-system/istio-ingressgateway',
        'frontend/frontend',
        'backend/backend',
        'ml/ml',
      ])
        expect(nodes).toContain(node);
      const edges = await page
        .locator('tr[data-edge]')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-edge')));
      expect(edges).toEqual(EDGES);
      expect(await figure(EDGES[0] as string, 'weight').textContent()).toBe('90%');
      await lack('traffic').waitFor();
      expect(await lack('traffic').textContent()).toContain(
        'Traffic is not measured: this cluster has no Prometheus. Install it with',
      );
      expect(await figure(EDGES[0] as string, 'rate').textContent()).toBe('not measured');
      await opened.goto('/requests');
      await lack('requests').waitFor();
      expect(await lack('requests').textContent()).toContain('this cluster has no Jaeger');
      await opened.goto('/configuration');
      expect(await lack('findings').textContent()).toContain('The resources of a cluster are not analyzed');
      await opened.goto('/configuration/proxies');
      expect(await lack('proxies').textContent()).toContain('istioctl proxy-config all');
      await opened.goto('/learn');
      expect(await lack('lessons').textContent()).toContain('./lab learn reset --on test');
    });

    it('axe finds nothing on any view of a cluster', async () => {
      for (const path of ['/mesh', '/requests', '/split', '/configuration', '/explain', '/learn']) {
        await opened.goto(path);
        await opened.page.getByRole('heading', { level: 1 }).waitFor();
        expect([path, ...(await axeViolations(opened.page))]).toEqual([path]);
      }
    });

    it('says what the commands say', async () => {
      const { up: _, ...status } = await lab.json<MeshStatus & { readonly up: boolean }>(
        'status',
        '--on',
        'test',
      );
      expect(await client.get('/api/status')).toEqual(status);
      const explained = await lab.json<Explanation>('explain', '--on', 'test', 'http://frontend.localhost/');
      const url = encodeURIComponent('http://frontend.localhost/');
      const shown = await client.get<{ explanation: Explanation }>(`/api/explain?url=${url}`);
      expect(shown.explanation).toEqual(explained);
    });

    it('shows the traces of Jaeger as requests, as ./lab trace lists them', async () => {
      api.objects = [...deployed, ...jaegerObjects];
      await opened.goto('/requests');
      await opened.page.getByRole('link', { name: 'POST /classify' }).first().waitFor();
      await expect
        .poll(() => lack('requests').allTextContents(), eventually)
        .toEqual([expect.stringContaining('The list has sampled requests alone: the mesh samples')]);
      const listed = await lab.json<TraceSummary[]>('trace', '--list', '--on', 'test');
      expect(listed.map((trace) => trace.traceId)).toEqual([traceId]);
      expect(await client.get('/api/traces')).toEqual(listed);
      await opened.goto(`/requests/${traceId}`);
      await opened.page.getByRole('treegrid').waitFor();
      expect(await lack('logs').textContent()).toContain('Log lines are not read from a cluster');
    });

    it('measures by the counters that Prometheus has, from when the page was opened on', async () => {
      prometheus.series = counters({ stable: 1_000, canary: 100, failed: 0 });
      api.objects = [...deployed, ...prometheusObjects];
      const asked = () => prometheus.asked.filter((text) => text.includes('istio_requests_total{')).length;
      await opened.goto('/mesh');
      await expect.poll(() => lack('traffic').count(), eventually).toBe(0);
      const before = asked();
      await expect.poll(asked, eventually).toBeGreaterThan(before);
      prometheus.series = counters({ stable: 1_051, canary: 105, failed: 4 });
      const edge = EDGES[0] as string;
      await expect.poll(() => figure(edge, 'rate').textContent(), eventually).toBe('1.0/s');
      const row = opened.page.locator(`tr[data-edge="${edge}"]`);
      expect(await row.textContent()).toContain('6.7%');
      expect(await row.locator('[data-version="stable"] [data-figure="got"]').textContent()).toContain(
        '(55)',
      );
      expect(await row.locator('[data-version="canary"] [data-figure="got"]').textContent()).toContain('(5)');
      prometheus.refusal = 503;
      await expect
        .poll(() => lack('traffic').textContent(), eventually)
        .toContain(
          'Traffic is not measured: Prometheus does not respond: Prometheus answers 503: not ready.',
        );
    });

    it('shows a change of the cluster, and what it does to requests', async () => {
      await opened.goto('/configuration/changes');
      await opened.page.getByRole('heading', { name: 'Timeline' }).waitFor();
      api.objects = deployed.map((object) =>
        object.metadata.name === 'backend-vs' ? allToStable(object) : object,
      );
      await expect
        .poll(() => opened.page.locator('.timeline').textContent(), eventually)
        .toContain('VirtualService backend/backend-vs');
      await opened.page.locator('.changes li').first().waitFor();
    });

    it('says that the cluster does not answer, or refuses, and goes on when it does', async () => {
      await opened.goto('/mesh');
      api.refusal = { code: 403, reason: 'Forbidden', message: 'pods is forbidden: User "jane" cannot list' };
      await lack('answer').waitFor();
      expect(await lack('answer').textContent()).toContain('kubectl apply -k k8s/rbac');
      // A page that comes now is told, too.
      await opened.page.reload();
      await lack('answer').waitFor();
      await opened.page.keyboard.press('3');
      const path = opened.page.getByLabel('Path');
      await path.waitFor();
      expect(await path.getAttribute('placeholder')).toBe('/');
      api.refusal = undefined;
      await expect.poll(() => lack('answer').allTextContents(), eventually).toEqual([]);
      // Without a reload it knows what to send to.
      await expect.poll(() => path.getAttribute('placeholder'), eventually).toBe('the application');
    });

    it('asks nothing while no page is open', async () => {
      await opened.goto('/mesh');
      await opened.page.locator('[data-spot]').first().waitFor();
      await opened.page.goto('about:blank');
      await expect.poll(async () => quietFor(6_000), { timeout: 60_000, interval: 0 }).toBe(true);
    });

    /** Whether the API server hears nothing for so many milliseconds: more than there are between two looks. */
    async function quietFor(milliseconds: number): Promise<boolean> {
      const before = api.requests.length;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return api.requests.length === before;
    }

    it('ends with Ctrl-C, and its port-forwards with it', async () => {
      process.kill(-running.pid, 'SIGINT');
      const { code, stdout } = await running.ended;
      expect([code, stdout]).toEqual([0, expect.stringContaining('The console has stopped.')]);
      const forwards = tool.forwards().filter(({ args }) => args.includes('port-forward'));
      expect(forwards.length).toBeGreaterThan(0);
      expect(forwards.filter(({ pid }) => isAlive(pid))).toEqual([]);
      running = undefined as unknown as Running;
    });
  },
);

/** A command of its own has to start, and the console looks every five seconds. */
const eventually = { timeout: 60_000, interval: 100 };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const answerAsJaeger: RequestListener = (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://jaeger');
  const answers: Readonly<Record<string, string>> = {
    '/api/v3/services': JSON.stringify({ services: ['backend.backend'] }),
    '/api/v3/traces': recordedTrace,
    [`/api/v3/traces/${traceId}`]: recordedTrace,
  };
  response.statusCode = answers[pathname] ? 200 : 404;
  response.end(answers[pathname] ?? '{"error":{"httpCode":404,"message":"No traces found"}}');
};

/** A Service in the namespace of observability, and its pod. */
function addon(name: string, port: number): KubeObject[] {
  const metadata = { name, namespace: 'observability', labels: { app: name } };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: name }, ports: [{ port }] } },
    {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name }] } },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    },
  ];
}

const jaegerObjects = addon('jaeger-query', 16686);
const prometheusObjects = addon('prometheus', 9090);

interface Counts {
  readonly stable: number;
  readonly canary: number;
  /** Of stable. */
  readonly failed: number;
}

/** What the gateway's proxy has counted of calls to the frontend, as Istio names it. */
function counters({ stable, canary, failed }: Counts) {
  const labels = {
    source_workload: 'istio-ingressgateway',
    source_workload_namespace: 'istio-system',
    source_canonical_service: 'istio-ingressgateway',
    destination_service: 'frontend-service.frontend.svc.cluster.local',
    destination_workload_namespace: 'frontend',
    destination_canonical_service: 'frontend',
    pod: 'istio-ingressgateway-1',
  };
  const count = (version: string, code: string, value: number) => ({
    metric: 'istio_requests_total',
    labels: { ...labels, destination_version: version, response_code: code, response_flags: '-' },
    value,
  });
  return [
    count('stable', '200', stable),
    count('canary', '200', canary),
    ...(failed > 0 ? [count('stable', '503', failed)] : []),
  ];
}

/** The route without a header match, all of it to the first destination. */
function allToStable(object: KubeObject): KubeObject {
  const text = JSON.stringify(object)
    .replace('"weight":80', '"weight":100')
    .replace('"weight":20', '"weight":0');
  return JSON.parse(text) as KubeObject;
}
