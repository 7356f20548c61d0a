/** `./lab why --on`, by the real kubectl: from the logs of a cluster's proxies to the cause. */
import { writeFileSync } from 'node:fs';
import type { Diagnosis } from '@lab/evidence';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiServer, startApiServer } from '../support/cluster/api-server.ts';
import { clusterObjects } from '../support/cluster/cluster-objects.ts';
import { findKubectl } from '../support/cluster/find-kubectl.ts';
import { type ForwardingKubectl, makeForwardingKubectl } from '../support/cluster/forwarding-kubectl.ts';
import { type KubeHome, makeKubeHome } from '../support/cluster/kubeconfig.ts';
import type { KubeObject } from '../support/documents.ts';
import { temporaryCommandLine } from '../support/lab/command-line.ts';

const kubectl = findKubectl();
const GATEWAY = 'istio-system/istio-ingressgateway-';
const REQUEST = 'da9aa587-c9f6-4749-9466-a696322bd438';
const BACKEND = 'outbound|8080|stable|backend-service.backend.svc.cluster.local';

/** What a proxy writes beside its access log. */
const NOISE = '2026-11-29T09:00:00.0Z\tinfo\txdsproxy\tconnected to upstream XDS server: istiod';

describe.skipIf(!kubectl)('why, of a cluster (skipped where PATH has no kubectl)', () => {
  let deployed: KubeObject[];
  let api: ApiServer;
  let home: KubeHome;
  let tool: ForwardingKubectl;
  let lab: ReturnType<typeof temporaryCommandLine>;

  beforeAll(async () => {
    deployed = await clusterObjects('kind');
    api = await startApiServer(deployed);
    home = makeKubeHome({ test: api.url });
    tool = makeForwardingKubectl(home.dir, kubectl as string, {});
    lab = temporaryCommandLine({ ...home.env, KUBECTL_BIN: tool.program });
  });

  beforeEach(() => {
    api.objects = [...deployed];
    api.logs = {};
    writeFileSync(tool.statsFile, '');
  });

  afterAll(async () => {
    lab?.remove();
    await api?.close();
    home?.remove();
  });

  const why = async (...args: string[]) => lab.json<Diagnosis>('why', '--on', 'test', ...args);

  test('nothing failed where the proxies have logged nothing', async () => {
    api.logs = { [`${GATEWAY}/istio-proxy`]: `${NOISE}\n${json({ response_code: 200 })}\n` };
    expect(await lab.run('why', '--on', 'test')).toMatchObject({
      code: 0,
      stdout: 'No request has failed.\n',
    });
  });

  test('with the format of the lab the cause is certain, and the resource is named by its field', async () => {
    const denied = {
      ...{ method: 'GET', authority: 'backend-service.backend:8080', path: '/classify', request_id: REQUEST },
      response_code: 403,
    };
    api.logs = {
      'ml/ml-stable-/istio-proxy': `${NOISE}\n${json({ ...denied, response_code_details: 'via_upstream', upstream_cluster: BACKEND, upstream_local_address: '10.0.0.1:5' })}\n`,
      'backend/backend-stable-/istio-proxy': `${json({
        ...denied,
        ...{ start_time: '2026-11-29T09:00:00.101Z', duration: 1 },
        ...{
          response_code_details: 'rbac_access_denied_matched_policy[none]',
          upstream_cluster: 'inbound|8080||',
        },
        ...{ downstream_remote_address: '10.0.0.1:5', downstream_peer: 'spiffe://cluster.local/ns/ml/sa/ml' },
      })}\n`,
      'backend/backend-stable-/backend': `{"request_id":"${REQUEST}","authorization":"Bearer top-secret"}\n`,
    };
    const found = await why();
    expect(found).toMatchObject({
      requestId: REQUEST,
      hops: [expect.stringMatching(/^ml\/ml-stable-/), expect.stringMatching(/^backend\/backend-stable-/)],
      unseen: [],
    });
    expect(found.causes[0]).toMatchObject({
      ...{ code: 'NO_ALLOW_RULE', certainty: 'certain' },
      sentence: expect.stringContaining('spiffe://cluster.local/ns/ml/sa/ml'),
    });
    expect(JSON.stringify(found)).toMatch(/AuthorizationPolicy backend\/\S+ does not allow it \(spec\.rules/);
    expect(JSON.stringify(found)).not.toMatch(/stream:|top-secret/);
    expect(await why(REQUEST.slice(0, 8))).toEqual(found);
  });

  test("with Istio's default text format it is likely, and what is missing is said", async () => {
    const line = (status: string, cluster: string, upstream: string, downstream: string) =>
      `[2026-11-29T09:00:00.100Z] "GET /classify?token=top-secret HTTP/1.1" ${status} - "-" 0 19 3 - "-" "curl/8" "${REQUEST}" "backend-service.backend:8080" "-" ${cluster} ${upstream} 10.0.0.2:8080 ${downstream} - default\n`;
    api.logs = {
      'ml/ml-stable-/istio-proxy': line('403 - via_upstream', BACKEND, '10.0.0.1:5', '10.0.0.1:4'),
      'backend/backend-stable-/istio-proxy': line(
        '403 - rbac_access_denied_matched_policy[none]',
        'inbound|8080||',
        '-',
        '10.0.0.1:5',
      ),
    };
    const { code, stdout } = await lab.run('why', '--on', 'test');
    expect(stdout).toMatch(/^likely {2}NO_ALLOW_RULE {2}/m);
    expect(stdout).toMatch(/^The access logs do not have trace_id, .*downstream_peer/m);
    expect(stdout).toContain('k8s/cluster/istiod-values.yaml');
    expect(stdout).not.toMatch(/certain {2}|top-secret/);
    expect(code).toBe(0);
  });

  test('an open circuit comes with the statistics of the proxy, by its agent', async () => {
    api.logs = {
      'frontend/frontend-stable-/istio-proxy': `${json({
        ...{ method: 'POST', request_id: REQUEST, response_code: 503, response_flags: 'UO' },
        ...{ response_code_details: 'overflow', upstream_cluster: BACKEND },
      })}\n`,
    };
    writeFileSync(tool.statsFile, `cluster.${BACKEND};.upstream_rq_pending_overflow: 7\n`);
    const { causes } = await why();
    expect(causes[0]).toMatchObject({ code: 'CIRCUIT_BREAKER', certainty: 'certain' });
    expect(JSON.stringify(causes)).toContain('upstream_rq_pending_overflow: 7');
    expect(tool.forwards().at(-1)?.args).toMatch(
      /^--context test exec -i -n frontend frontend-stable-\S+ -c istio-proxy -- pilot-agent request GET stats\?filter=/,
    );
  });

  test('a pod that is not ready comes with what the kubelet says of it, and its warnings', async () => {
    api.objects = [
      ...deployed.map((object) => (isPodOf(object, 'backend') ? crashed(object) : object)),
      ...deployed.filter((object) => isPodOf(object, 'backend')).map(warning),
    ];
    api.logs = {
      'frontend/frontend-stable-/istio-proxy': `${json({
        ...{ method: 'POST', request_id: REQUEST, response_code: 503, response_flags: 'UH' },
        ...{ response_code_details: 'no_healthy_upstream', upstream_cluster: BACKEND },
      })}\n`,
    };
    const { causes } = await why();
    const texts = causes.flatMap(({ lines }) => lines.map(({ source, text }) => `${source}: ${text}`));
    expect(texts.join('\n')).toMatch(/^pod backend\/backend-\S+: .*CrashLoopBackOff.*Error \(exit code 1\)/m);
    expect(texts.join('\n')).toMatch(/^events of backend\/backend-\S+: .*BackOff: Back-off restarting/m);
  });
});

/** A line in the lab's format: every field that a cause may need, without a value where none is given. */
function json(fields: Readonly<Record<string, unknown>>): string {
  const missing = { upstream_hosts_attempted: null, upstream_attempt_count: 1, downstream_peer: null };
  const start = { start_time: '2026-11-29T09:00:00.100Z', duration: 3, trace_id: 'f00d' };
  return JSON.stringify({ ...start, ...missing, downstream_transport_failure_reason: null, ...fields });
}

function isPodOf({ kind, metadata }: KubeObject, namespace: string): boolean {
  return kind === 'Pod' && metadata.namespace === namespace;
}

/** A pod whose application ends again and again. */
function crashed(pod: KubeObject): KubeObject {
  const { containerStatuses, ...status } = pod.status as { containerStatuses: readonly { name: string }[] };
  const state = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } };
  const lastState = { terminated: { exitCode: 1, reason: 'Error' } };
  return {
    ...pod,
    status: {
      ...status,
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: containerStatuses.map(({ name }) => ({
        name,
        ready: false,
        restartCount: 2,
        state,
        lastState,
      })),
    },
  };
}

function warning({ metadata: { name, namespace } }: KubeObject): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.1`, namespace } as KubeObject['metadata'],
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    lastTimestamp: '2026-11-29T09:00:00Z',
    involvedObject: { kind: 'Pod', name, namespace },
  };
}
