import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { kindContext, readKindConfig } from '@lab/cluster';
import type { CallReport, Explanation, MeshStatus, RequestReport } from '@lab/mesh-client';
import { kindFile } from '@lab/mesh-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiServer, startApiServer } from '../support/cluster/api-server.ts';
import { clusterObjects } from '../support/cluster/cluster-objects.ts';
import { findKubectl } from '../support/cluster/find-kubectl.ts';
import { type ForwardingKubectl, makeForwardingKubectl } from '../support/cluster/forwarding-kubectl.ts';
import { type KubeHome, makeKubeHome } from '../support/cluster/kubeconfig.ts';
import type { KubeObject } from '../support/documents.ts';
import { temporaryCommandLine } from '../support/lab/command-line.ts';

const root = join(import.meta.dirname, '../..');

const kubectl = findKubectl();

describe.skipIf(!kubectl)('a cluster, by the real kubectl (skipped where PATH has none)', () => {
  const servers: Server[] = [];
  let deployed: KubeObject[];
  let api: ApiServer;
  let home: KubeHome;
  let tool: ForwardingKubectl;
  let lab: ReturnType<typeof temporaryCommandLine>;
  /** Whether the application's answers name a trace. */
  let isSampled = true;

  /** A server on 127.0.0.1 for what a port-forward would lead to. */
  async function serve(listener: RequestListener): Promise<number> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  beforeAll(async () => {
    deployed = await clusterObjects('kind');
    api = await startApiServer(deployed);
    home = makeKubeHome({ test: api.url, 'no-one-there': 'http://127.0.0.1:9' });
    const ports = { 'istio-ingressgateway': await serve(application()), 'jaeger-query': await serve(jaeger) };
    tool = makeForwardingKubectl(home.dir, kubectl as string, ports);
    lab = temporaryCommandLine({ ...home.env, KUBECTL_BIN: tool.program });
  });

  beforeEach(() => {
    api.objects = [...deployed];
    api.refusal = undefined;
  });

  afterAll(async () => {
    lab?.remove();
    for (const server of servers) server.close();
    await api?.close();
    home?.remove();
  });

  const ended = (pid: number) => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };

  test('status has the pods of the mesh with workload, version and readiness of their sidecars', async () => {
    const status = await lab.json<MeshStatus & { up: boolean }>('status', '--on', 'test');
    expect(status).toMatchObject({ up: true, context: 'test' });
    const backend = status.pods.find(({ workload }) => workload === 'backend-stable');
    expect(backend).toMatchObject({
      namespace: 'backend',
      labels: { app: 'backend', version: 'stable' },
      proxy: 'sidecar',
      ready: true,
      application: { phase: 'running', restarts: 0 },
      sidecar: { phase: 'running', restarts: 0 },
    });
    const gateway = status.pods.find(({ proxy }) => proxy === 'gateway');
    expect(gateway).toMatchObject({ workload: 'istio-ingressgateway' });
    expect(gateway).not.toHaveProperty('application');
  });

  test('the current context is one too, and the table is that of the lab', async () => {
    const { code, stdout } = await lab.run('status', '--on', 'current');
    expect(stdout).toMatch(/^backend +canary +backend-canary-\S+ +running +running +yes$/m);
    expect(code).toBe(0);
  });

  test('call goes through a port-forward, which it ends, and holds the split against the weights', async () => {
    const report = await lab.json<CallReport>('call', '--on', 'test', '-n', '200', '-c', '1');
    expect(report).toMatchObject({ requests: 200, answered: 200, failures: [] });
    const weights = Object.fromEntries(
      report.tiers.map(({ service, version, weight }) => [`${service} ${version}`, weight]),
    );
    expect(weights).toEqual({
      'frontend stable': 0.9,
      'frontend canary': 0.1,
      'backend stable': 0.8,
      'backend canary': 0.2,
      'ml stable': 0.7,
      'ml canary': 0.3,
    });
    expect(report.tiers.every(({ inside }) => inside)).toBe(true);
    const forward = tool.forwards().at(-1);
    expect(forward?.args).toMatch(
      /--context test port-forward --address=127\.0\.0\.1 .*-n istio-system service\/istio-ingressgateway :80$/,
    );
    expect(ended(forward?.pid as number)).toBe(true);
  });

  test('a request of your own goes there too, with its Host', async () => {
    const report = await lab.json<RequestReport>('call', '--on', 'test', '--path', '/', '-n', '3');
    expect(report.answers).toEqual([{ status: 200, count: 3 }]);
  });

  test('from a pod it is sent by the Node of its image', async () => {
    const paths: string[] = [];
    const port = await serve((request, response) => {
      paths.push(`${request.method} ${request.url}`);
      response.statusCode = 403;
      response.end('RBAC: access denied');
    });
    const url = `http://127.0.0.1:${port}/healthz`;
    const report = await lab.json<RequestReport>(
      ...['call', '--on', 'test', '--from', 'backend/backend-stable', url, '-n', '2'],
    );
    expect(report.answers).toEqual([{ status: 403, reason: 'RBAC: access denied', count: 2 }]);
    expect(paths).toEqual(['GET /healthz', 'GET /healthz']);
    expect(tool.forwards().at(-1)?.args).toMatch(
      /^--context test exec -i -n backend backend-stable-\S+ -c backend -- node -e /,
    );
  });

  test('from a pod whose image has no Node it says what to do', async () => {
    const { code, stderr } = await lab.run('call', '--on', 'test', '--from', 'ml-stable', 'http://x/');
    expect(stderr).toMatch(
      /^error NOT_IN_IMAGE the image of container ml in ml\/ml-stable-\S+ has no Node\.js/m,
    );
    expect(stderr).toContain('docs/kubernetes.md');
    expect(code).toBe(1);
  });

  test('from outside takes a pod there', async () => {
    const { code, stderr } = await lab.run('call', '--on', 'test', '--from', 'outside', 'http://x/');
    expect(stderr).toMatch(/^error NO_POD_TO_SEND_FROM /m);
    expect(code).toBe(1);
  });

  test('on kind, where the port of this machine leads to no gateway, it says so and goes through a port-forward', async () => {
    const { name } = await readKindConfig(kindFile(root));
    const kind = makeKubeHome({ [kindContext(name)]: api.url });
    const onKind = temporaryCommandLine({ ...kind.env, KUBECTL_BIN: tool.program });
    const before = tool.forwards().length;
    const { code, stdout, stderr } = await onKind.run('call', '--on', 'kind', '-n', '1', '--json');
    onKind.remove();
    kind.remove();
    // No gateway of Istio's is at port 80 of a machine that runs tests.
    expect(stderr).toContain(
      `Port 80 of this machine does not lead to the gateway of ${kindContext(name)}: `,
    );
    expect(JSON.parse(stdout)).toMatchObject({ requests: 1, answered: 1 });
    expect(tool.forwards()).toHaveLength(before + 1);
    expect(code).toBe(0);
  });

  test('weights are those in force: an edit of the cluster shows in the next call', async () => {
    api.objects = deployed.map((object) =>
      object.metadata.name === 'backend-vs' ? allToStable(object) : object,
    );
    const report = await lab.json<CallReport>('call', '--on', 'test', '-n', '200', '-c', '1');
    const canary = report.tiers.find(({ service, version }) => service === 'backend' && version === 'canary');
    expect(canary).toMatchObject({ weight: 0, inside: false });
  });

  test('explain reads the resources of the cluster, and names the fields that decide', async () => {
    const explained = await lab.json<Explanation>('explain', '--on', 'test');
    expect(explained).toMatchObject({
      ...{ from: 'istio-system/istio-ingressgateway', readiness: 'known', unknownNext: [1] },
      hops: [
        { route: { source: { resource: 'VirtualService frontend/frontend-vs', field: 'spec.http[1]' } } },
      ],
    });
    expect(JSON.stringify(explained)).not.toContain('"location"');
    const [hop] = explained.hops;
    expect(hop?.destinations.map(({ subset, share }) => [subset, share])).toEqual([
      ['stable', 0.9],
      ['canary', 0.1],
    ]);
    const { stdout } = await lab.run('explain', '--on', 'test');
    expect(stdout).toContain('Route: canary-by-weight, VirtualService frontend/frontend-vs (spec.http[1]).');
    expect(stdout).toMatch(/^Up to step 1, nothing refuses the request\.$/m);
  });

  test('explain follows an edit of the cluster, and the readiness of its pods', async () => {
    api.objects = deployed
      .map((object) => (object.metadata.name === 'backend-vs' ? allToStable(object) : object))
      .map((object) => (isPodOf(object, 'backend-stable') ? notPulled(object, 'denied') : object));
    const url = 'http://backend-service.backend:8080/classify';
    const { code, stdout } = await lab.run('explain', '--on', 'test', '--from', 'frontend-stable', url);
    expect(stdout).toMatch(/100% to backend-service\.backend:8080, subset stable: .* \(0 of \d ready\)\./);
    expect(stdout).toContain(
      '100% fail: 503 (UH). No pod behind backend-service.backend:8080, subset stable is ready.',
    );
    expect(code).toBe(1);
  });

  test('explain takes the next calls from the traces of Jaeger', async () => {
    const question = [
      '--from',
      'frontend-stable',
      'http://backend-service.backend:8080/classify',
      '--method',
      'POST',
    ];
    const explain = () => lab.json<Explanation>('explain', '--on', 'test', ...question);
    expect((await explain()).unknownNext).toEqual([1]);
    api.objects.push(jaegerService, jaegerPod);
    expect(await explain()).toMatchObject({ unknownNext: [], hops: [{ hop: 1 }] });
    expect(tool.forwards().every(({ pid }) => ended(pid))).toBe(true);
  });

  test('explain says why it cannot read the traces, and explains the rest', async () => {
    // Jaeger is there, and none of its pods.
    api.objects.push(jaegerService);
    const { stdout, code } = await lab.run('explain', '--on', 'test');
    expect(stdout).toMatch(
      /is unknown: the traces cannot be read \(cannot forward a port to Service observability\/jaeger-query/,
    );
    expect(code).toBe(0);
  });

  test.each([
    ['http://ml-service.ml:80/', '503 (UF)'],
    ['http://ml-service.ml:9999/', 'there is no connection'],
  ])('explain says what a cluster does with %s, a port that the Service does not have', async (url, end) => {
    const { stdout } = await lab.run('explain', '--on', 'test', '--from', 'backend-stable', url);
    expect(stdout).toContain(`100% fail: ${end}. ml-service.ml has no port `);
  });

  test("trace shows Jaeger's spans as a tree, and names the command that leads there", async () => {
    api.objects.push(jaegerService, jaegerPod);
    const byPrefix = await lab.run('trace', traceId.slice(0, 8), '--on', 'test');
    expect(byPrefix.stdout).toContain(`trace ${traceId}`);
    expect(byPrefix.stdout).toMatch(/^└ backend stable +sidecar inbound /m);
    const { stdout } = await lab.run('call', '--on', 'test', '-n', '1');
    expect(stdout).toContain(`./lab trace ${traceId} --on test`);
    expect(tool.forwards().every(({ pid }) => ended(pid))).toBe(true);
  });

  test.each([
    ['no Jaeger', true, false],
    ['a Jaeger, and a request that was not sampled', false, true],
  ])('call names no trace where there is %s', async (_, sampled, hasJaeger) => {
    if (hasJaeger) api.objects.push(jaegerService, jaegerPod);
    isSampled = sampled;
    const { code, stdout } = await lab.run('call', '--on', 'test', '-n', '1');
    const report = await lab.json<CallReport>('call', '--on', 'test', '-n', '1');
    isSampled = true;
    expect(stdout).toContain('1 of 1 answered');
    expect(stdout).not.toContain('./lab trace');
    expect(report).not.toHaveProperty('lastTraceId');
    expect(code).toBe(0);
  });

  test('status says why pods are not ready, and which Deployments have none', async () => {
    const message = 'failed to pull image "docker.io/library/backend:latest": pull access denied';
    const refused = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: 'exceeded quota: a',
    };
    api.objects = deployed
      .filter((object) => object.kind !== 'Pod' || !object.metadata.name.startsWith('ml-canary-'))
      .map((object) => {
        if (object.kind === 'Deployment' && object.metadata.name === 'ml-canary') {
          return { ...object, status: { conditions: [refused] } };
        }
        return isPodOf(object, 'backend-stable') ? notPulled(object, message) : object;
      });
    const { code, stdout } = await lab.run('status', '--on', 'test');
    expect(stdout).toMatch(/^backend +stable +backend-stable-\S+ +ErrImagePull +running +no$/m);
    const count = deployed.filter((object) => isPodOf(object, 'backend-stable')).length;
    expect(stdout).toContain(
      `\nnot ready:\n  ${count} × backend/backend-stable: container backend: ErrImagePull: ${message}\n`,
    );
    expect(stdout).toContain('ml/ml-canary has no pod: FailedCreate: exceeded quota: a');
    expect(code).toBe(1);
    const json = await lab.json<MeshStatus>('status', '--on', 'test');
    expect(json.pods.find(({ workload }) => workload === 'backend-stable')).toMatchObject({
      application: { phase: 'backing-off', reason: 'ErrImagePull' },
      problem: expect.stringContaining(message),
    });
    expect(json.absent).toEqual([
      { namespace: 'ml', workload: 'ml-canary', reason: 'FailedCreate: exceeded quota: a' },
    ]);
  });

  test('restart says how far it is and what holds it up, until all pods are replaced', async () => {
    api.objects = deployed.map((object) => rollingOut(object, { updatedReplicas: 1, availableReplicas: 0 }));
    const restart = lab.start('restart', 'backend-stable', '--on', 'test');
    await expect
      .poll(restart.output, eventually)
      .toMatch(/: 0 of \d pods replaced; container backend: ErrImagePull: denied/);
    api.objects = [...deployed];
    const { code, stdout } = await restart.ended;
    expect(stdout).toMatch(/^backend-stable restarted in/);
    expect(code).toBe(0);
  });

  test('restart fails with what its pods say when the deadline of the Deployment has passed', async () => {
    const conditions = [
      {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: 'timed out progressing.',
      },
    ];
    api.objects = deployed.map((object) => rollingOut(object, { conditions }));
    const { code, stderr } = await lab.run('restart', 'backend-stable', '--on', 'test');
    expect(stderr).toMatch(
      /^error ROLLOUT_FAILED backend\/backend-stable: timed out progressing\.; container backend: ErrImagePull/m,
    );
    expect(code).toBe(1);
  });

  test('Ctrl-C ends restart at once, and says what goes on', async () => {
    api.objects = deployed.map((object) => rollingOut(object, { updatedReplicas: 1 }));
    const restart = lab.start('restart', 'backend-stable', '--on', 'test');
    await expect.poll(restart.output, eventually).toContain('pods replaced');
    process.kill(-restart.pid, 'SIGINT');
    const { code, stderr } = await restart.ended;
    expect(stderr).toMatch(
      /^error INTERRUPTED interrupted: test continues to replace the pods of backend\/backend-stable$/m,
    );
    expect(stderr).toContain('kubectl --context test rollout undo deployment/backend-stable -n backend');
    expect(code).toBe(1);
  });

  test.each([['status'], ['call'], ['trace', 'abc'], ['restart', 'backend-stable']])(
    'Ctrl-C while the API server does not answer ends %s in a word of it, not in an error of kubectl',
    async (...args) => {
      const asked = Promise.withResolvers<void>();
      const port = await serve(() => asked.resolve());
      const slow = makeKubeHome({ slow: `http://127.0.0.1:${port}` });
      const other = temporaryCommandLine({ ...slow.env, KUBECTL_BIN: tool.program });
      const command = other.start(...args, '--on', 'slow');
      await asked.promise;
      process.kill(-command.pid, 'SIGINT');
      const { code, stderr } = await command.ended;
      other.remove();
      slow.remove();
      expect(stderr).toMatch(/^error INTERRUPTED interrupted before slow responded$/m);
      expect(stderr).not.toContain('KUBECTL');
      expect(code).toBe(1);
    },
  );

  test('restart replaces the pods of the Deployment, in whatever namespace it is', async () => {
    api.requests.length = 0;
    const { code, stdout, stderr } = await lab.run('restart', 'backend-stable', '--on', 'test');
    expect(stdout + stderr).toContain('backend-stable restarted in');
    expect(code).toBe(0);
    expect(api.requests).toContain('PATCH /apis/apps/v1/namespaces/backend/deployments/backend-stable');
    const restarted = api.objects.filter((object) => 'patched' in object);
    expect(restarted.map(({ metadata }) => metadata.name)).toEqual(['backend-stable']);
    expect(JSON.stringify(restarted[0]?.patched)).toContain('kubectl.kubernetes.io/restartedAt');
  });

  test('says which contexts there are', async () => {
    const { code, stderr } = await lab.run('status', '--on', 'prod');
    expect(stderr).toContain('UNKNOWN_CONTEXT the kubeconfig has no context prod');
    expect(stderr).toContain('no-one-there, test');
    expect(code).toBe(1);
  });

  test('says how to make the kind cluster where there is none', async () => {
    const { stderr } = await lab.run('call', '--on', 'kind');
    expect(stderr).toMatch(/has no context kind-\S+/);
    expect(stderr).toContain('./lab kind up');
  });

  test('says that the API server does not answer', async () => {
    const { code, stderr } = await lab.run('status', '--on', 'no-one-there');
    expect(stderr).toMatch(/^error API_UNREACHABLE The connection to the server 127\.0\.0\.1:9 was refused/m);
    expect(stderr).toContain('Check that the cluster runs');
    expect(code).toBe(1);
  });

  test('says that the user may not read', async () => {
    api.refusal = { code: 403, reason: 'Forbidden', message: 'pods is forbidden: User "tester" cannot list' };
    const { code, stderr } = await lab.run('status', '--on', 'test');
    expect(stderr).toMatch(/^error API_FORBIDDEN /m);
    expect(code).toBe(1);
  });

  test('tells an absent Istio from an absent application', async () => {
    api.objects = [];
    const nothing = await lab.run('status', '--on', 'test');
    expect(nothing.stderr).toContain('ISTIO_NOT_INSTALLED');
    expect((await lab.run('call', '--on', 'test', '-n', '1')).stderr).toContain('ISTIO_NOT_INSTALLED');
    api.objects = deployed.filter(({ apiVersion }) => apiVersion.startsWith('networking.istio.io/'));
    const istio = await lab.run('status', '--on', 'test');
    expect(istio.stderr).toContain('APPLICATION_NOT_INSTALLED');
    expect(istio.stderr).toContain('skaffold dev');
  });

  test('call names what is missing: the application, or a gateway that is ready', async () => {
    const isApplication = ({ kind, metadata }: KubeObject) =>
      /^(Pod|Deployment)$/.test(kind) && metadata.namespace !== 'istio-system';
    api.objects = deployed.filter((object) => !isApplication(object));
    const nothing = await lab.run('call', '--on', 'test', '-n', '1');
    expect(nothing.stderr).toMatch(/^error APPLICATION_NOT_INSTALLED /m);
    expect(nothing.code).toBe(1);
    const conditions = [
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available.' },
    ];
    api.objects = deployed.map((object) =>
      isPodOf(object, 'istio-ingressgateway')
        ? { ...object, status: { phase: 'Pending', conditions } }
        : object,
    );
    const gateway = await lab.run('call', '--on', 'test', '-n', '1');
    expect(gateway.stderr).toMatch(
      /^error GATEWAY_NOT_READY .*: Unschedulable: 0\/3 nodes are available\.$/m,
    );
    expect(gateway.code).toBe(1);
  });

  test('says which profile brings Jaeger', async () => {
    const { stderr } = await lab.run('trace', 'abc', '--on', 'test');
    expect(stderr).toContain('JAEGER_NOT_INSTALLED');
    expect(stderr).toContain('skaffold dev -p observability');
  });

  test('passes on why kubectl itself finds no way to a pod', async () => {
    // Ready, and gone from its node.
    api.objects = deployed.map((object) => {
      const { status } = object as { status?: object };
      return isPodOf(object, 'istio-ingressgateway')
        ? { ...object, status: { ...status, phase: 'Failed' } }
        : object;
    });
    const { code, stderr } = await lab.run('call', '--on', 'test', '-n', '1');
    expect(stderr).toMatch(
      /^error PORT_FORWARD cannot forward a port to Service istio-system\/istio-ingressgateway: .*pod is not running/m,
    );
    expect(code).toBe(1);
  });

  /** Answers as the application does: of each ten requests nine, eight and seven come from stable. */
  function application(): RequestListener {
    let count = 0;
    return (request, response) => {
      const turn = count++ % 10;
      const hop = (service: string, canaries: number) => ({
        service,
        version: turn < canaries ? 'canary' : 'stable',
      });
      request.resume().on('end', () => {
        expect(request.headers.host).toBe('frontend.localhost');
        const hops = [hop('frontend', 1), hop('backend', 2), hop('ml', 3)];
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ hops, ...(isSampled && { traceId }) }));
      });
    };
  }

  function jaeger(request: Parameters<RequestListener>[0], response: Parameters<RequestListener>[1]): void {
    const { pathname } = new URL(request.url ?? '/', 'http://jaeger');
    const answers: Readonly<Record<string, string>> = {
      '/api/v3/services': JSON.stringify({ services: ['backend.backend'] }),
      '/api/v3/traces': recordedTrace,
      [`/api/v3/traces/${traceId}`]: recordedTrace,
    };
    response.statusCode = answers[pathname] ? 200 : 404;
    response.end(answers[pathname] ?? '{"error":{"httpCode":404,"message":"No traces found"}}');
  }
});

const traceId = '0908ef83a7eb8a993b6ab50741f6fa93';

/** Spans that a real Envoy has sent, in the form in which Jaeger's API gives them out. */
const recordedTrace = readFileSync(
  join(import.meta.dirname, '../support/cluster/testdata/jaeger-trace.json'),
  'utf8',
);

const jaegerService: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'jaeger-query', namespace: 'observability' },
  spec: { selector: { app: 'jaeger' }, ports: [{ name: 'http-query', port: 16686 }] },
};

const jaegerPod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'jaeger-0', namespace: 'observability', labels: { app: 'jaeger' } },
  spec: { containers: [{ name: 'jaeger' }] },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
};

/** For `expect.poll`: a command of its own has to start. */
const eventually = { timeout: 60_000, interval: 50 };

function isPodOf({ kind, metadata }: KubeObject, workload: string): boolean {
  return kind === 'Pod' && metadata.name.startsWith(`${workload}-`);
}

/** A pod whose sidecar runs and whose application's image cannot be had. */
function notPulled(pod: KubeObject, message: string): KubeObject {
  const status = pod.status as { containerStatuses: readonly { readonly name: string }[] };
  const containerStatuses = status.containerStatuses.map(({ name }) => ({
    name,
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: 'ErrImagePull', message } },
  }));
  const conditions = [{ type: 'Ready', status: 'False' }];
  return { ...pod, status: { ...status, phase: 'Pending', conditions, containerStatuses } };
}

/** The Deployment backend-stable in the middle of a rollout, and its pods, whose image cannot be had. */
function rollingOut(object: KubeObject, status: object): KubeObject {
  if (isPodOf(object, 'backend-stable')) return notPulled(object, 'denied');
  if (object.kind !== 'Deployment' || object.metadata.name !== 'backend-stable') return object;
  return { ...object, status: { observedGeneration: 2, replicas: 3, ...status } };
}

/** The route without a header match, all of it to the first destination. */
function allToStable(object: KubeObject): KubeObject {
  const text = JSON.stringify(object)
    .replace('"weight":80', '"weight":100')
    .replace('"weight":20', '"weight":0');
  return JSON.parse(text) as KubeObject;
}
