import { readFileSync } from 'node:fs';
import { type AdminClient, adminClient } from '@lab/envoy';
import type { PodStatus } from '@lab/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Classifications, classify } from '../support/lab/classify.ts';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const FAULT = 'components/sick-replica/replica/fault.yaml';
const CANARY = 'base/backend/canary/kustomization.yaml';

/** Makes the backend's canary so slow that whoever asks it has given up before it answers. */
const SLOW_CANARY = `patches:
- target:
    kind: Deployment
  patch: |-
    - op: add
      path: /spec/template/spec/containers/0/env/-
      value: {name: FAULT_DELAY_MS, value: "600000"}
`;

const WAIT = { timeout: 90_000, interval: 100 };

let lab: TestLab;
/** The pods whose sidecars call the backend. No edit here restarts them. */
let callers: readonly PodStatus[];
beforeAll(async () => {
  lab = await openSharedLab({
    components: ['sick-replica'],
    prepare: ({ read, write, replace }) => {
      write(CANARY, read(CANARY) + SLOW_CANARY);
      // Both frontends get their share soon.
      replace('base/frontend/routing.yaml', 'weight: 90', 'weight: 50');
      replace('base/frontend/routing.yaml', 'weight: 10\n', 'weight: 50\n');
      // Ejected for as long as the test takes, on however slow a machine.
      replace(
        'components/outlier-detection/backend-dr.yaml',
        'baseEjectionTime: 30s',
        'baseEjectionTime: 300s',
      );
    },
  });
  callers = await Promise.all(['frontend-stable-0', 'frontend-canary-0'].map(podNamed));
});
afterAll(() => lab?.close());

async function podNamed(name: string): Promise<PodStatus> {
  const pod = (await lab.pods()).find((each) => each.name === name);
  if (!pod) throw new Error(`there is no pod ${name}`);
  return pod;
}

const adminOf = ({ sidecar }: PodStatus): AdminClient => adminClient(sidecar?.adminSocket ?? '');

/** Statistics of a caller's cluster for a subset of the backend, by the part of their names after the cluster's. */
async function backendStats(pod: PodStatus, subset: string): Promise<ReadonlyMap<string, number>> {
  const cluster = `cluster.outbound|8080|${subset}|backend-service.backend.svc.cluster.local;.`;
  const stats = await adminOf(pod).stats(`^cluster\\.outbound\\|8080\\|${subset}\\|backend-service`);
  return new Map([...stats].map(([name, value]) => [name.slice(cluster.length), value]));
}

function throughGateway(
  load: Pick<Classifications, 'requests' | 'concurrency' | 'canary'>,
): Promise<Answer[]> {
  const host = `frontend.localhost:${lab.gatewayPort}`;
  return classify({ ...load, at: `127.0.0.1:${lab.gatewayPort}`, host, path: '/api/classify' });
}

const failed = (answers: readonly Answer[]) => answers.filter(({ status }) => status !== 200);
const podsOf = (answers: readonly Answer[]) =>
  new Set(answers.flatMap(({ body }) => body.hops?.map(({ pod }) => pod) ?? []));

describe('the connection pool', () => {
  let pod: PodStatus;
  beforeAll(async () => {
    pod = await podNamed('frontend-canary-0');
  });

  it('refuses what is over its limits with 503 and the overflow flag', async () => {
    const linesBefore = overflowLines(pod);
    const giveUp = new AbortController();
    const empty = await backendStats(pod, 'canary');
    try {
      await fillPool(pod, giveUp.signal);
      const before = await backendStats(pod, 'canary');
      // While it fills, nothing is refused: it waits for a connection.
      expect(before.get('upstream_rq_pending_overflow')).toBe(empty.get('upstream_rq_pending_overflow'));
      const since = async (name: string) =>
        ((await backendStats(pod, 'canary')).get(name) ?? 0) - (before.get(name) ?? 0);
      expect(before.get('circuit_breakers.default.cx_open')).toBe(1);
      expect(before.get('circuit_breakers.default.rq_pending_open')).toBe(1);

      const inside = await classify({ ...fromApplication(pod), requests: 20, concurrency: 20 });
      const overflow = {
        status: 503,
        overloaded: true,
        text: expect.stringContaining('reset reason: overflow'),
      };
      expect(inside).toEqual(Array.from({ length: 20 }, () => expect.objectContaining(overflow)));
      const [outside] = await throughGateway({ requests: 1, concurrency: 1, canary: true });
      const named = { upstream: 'backend', upstreamStatus: 503, sidecar: { flag: 'UO' } };
      expect(outside).toMatchObject({ status: 502, body: named });

      expect(await since('upstream_rq_pending_overflow')).toBe(21);
      const connections = (await backendStats(pod, 'canary')).get('upstream_cx_overflow');
      expect(connections).toBeGreaterThan(empty.get('upstream_cx_overflow') ?? 0);
      expect(await since('upstream_rq_retry')).toBe(0);
      await expect.poll(() => overflowLines(pod), WAIT).toBe(linesBefore + 21);
    } finally {
      giveUp.abort();
    }
  });

  it('lets everything through again when an edit takes the delay away', async () => {
    const { generation } = await podNamed('backend-canary-0');
    lab.manifests.replace(CANARY, SLOW_CANARY, '');
    const restarted = { generation: generation + 1, ready: true, draining: false };
    await expect.poll(() => podNamed('backend-canary-0'), WAIT).toMatchObject(restarted);
    const overflows = async () => (await backendStats(pod, 'canary')).get('upstream_rq_pending_overflow');
    const before = await overflows();
    expect(failed(await throughGateway({ requests: 100, concurrency: 20, canary: true }))).toEqual([]);
    expect(await overflows()).toBe(before);
  });
});

describe('a sick replica', () => {
  it('is ejected by each caller after three errors in a row, and no caller sees an error after that', async () => {
    const ejections = () =>
      Promise.all(
        callers.map(async (pod) =>
          (await backendStats(pod, 'stable')).get('outlier_detection.ejections_active'),
        ),
      );
    const counters = ['outlier_detection.ejections_enforced_consecutive_5xx', 'upstream_rq_retry'];
    const counts = () =>
      Promise.all(
        callers.map(async (pod) => {
          const stats = await backendStats(pod, 'stable');
          return counters.map((name) => stats.get(name) ?? 0);
        }),
      );
    const before = await counts();
    const answers: Answer[] = [];
    await expect
      .poll(async () => {
        answers.push(...(await throughGateway({ requests: 25, concurrency: 1 })));
        return ejections();
      }, WAIT)
      .toEqual([1, 1]);

    // Istio's default retries are for connections that fail and the like: each 500 reaches who asked.
    const errors = failed(answers);
    expect(errors.length).toBeGreaterThanOrEqual(2 * 3);
    for (const { status, body } of errors) {
      expect({ status, body }).toMatchObject({
        status: 502,
        body: { upstream: 'backend', upstreamStatus: 500 },
      });
      expect(body.detail).toContain('FAULT_ERROR_RATE is set');
    }
    const after = await throughGateway({ requests: 200, concurrency: 10 });
    expect(failed(after)).toEqual([]);
    expect(podsOf(after)).toContain('backend-stable-0');
    expect(podsOf(after)).toContain('backend-stable-1');
    // One ejection each, and no request sent again.
    expect(await counts()).toEqual(before.map(([ejections = 0, retries = 0]) => [ejections + 1, retries]));
  });

  it('is the host that Envoy has ejected, and the only one', async () => {
    const sick = Object.values((await podNamed('backend-sick-0')).addresses.inbound);
    for (const pod of callers) expect(await ejectedHosts(pod), pod.name).toEqual(sick);
  });

  it('takes requests again when an edit makes it well', async () => {
    lab.manifests.replace(FAULT, 'value: "1"', 'value: "0"');
    // The process before may be asked until the one that takes its place is ready.
    const answers = () => throughGateway({ requests: 50, concurrency: 5 });
    await expect.poll(async () => podsOf(await answers()), WAIT).toContain('backend-sick-0');
    expect(failed(await answers())).toEqual([]);
    for (const pod of callers) expect(await ejectedHosts(pod), pod.name).toEqual([]);
  });
});

/** The backend's hosts, `ADDRESS:PORT`, that a caller's outlier detection has ejected (Envoy's `/clusters`). */
async function ejectedHosts(pod: PodStatus): Promise<string[]> {
  const clusters = (await adminOf(pod).clusters()) as readonly ClusterStatus[];
  return clusters.flatMap(({ host_statuses = [] }) =>
    host_statuses.flatMap(({ address: { socket_address: own }, health_status }) =>
      health_status.failed_outlier_check ? `${own.address}:${own.port_value}` : [],
    ),
  );
}

/** envoy.admin.v3.ClusterStatus, as far as it is read here. */
interface ClusterStatus {
  readonly host_statuses?: readonly {
    readonly address: { readonly socket_address: { readonly address: string; readonly port_value: number } };
    readonly health_status: { readonly failed_outlier_check?: boolean };
  }[];
}

/** Calls of the backend's canary as the application in a pod makes them: at its own sidecar. */
function fromApplication({ addresses }: PodStatus) {
  const at = addresses.outbound['0.0.0.0_8080'] ?? '';
  return { at, host: 'backend-service.backend:8080', path: '/classify', canary: true };
}

/**
 * Takes all of backend-dr's limits: 100 connections with a request each, and 50 requests that wait for one. In steps,
 * since a request waits also while its connection is being made.
 */
async function fillPool(pod: PodStatus, signal: AbortSignal): Promise<void> {
  for (const [name, count] of [
    ['upstream_rq_active', 50],
    ['upstream_rq_active', 100],
    ['upstream_rq_pending_active', 50],
  ] as const) {
    void classify({ ...fromApplication(pod), requests: 50, concurrency: 50, signal });
    await expect.poll(async () => (await backendStats(pod, 'canary')).get(name), WAIT).toBe(count);
  }
}

/** Lines of a sidecar's access log with the flag of a connection pool that overflowed. */
function overflowLines({ logs }: PodStatus): number {
  const lines = readFileSync(logs.access, 'utf8').split('\n');
  return lines.filter(
    (line) => line.includes('"response_code":503') && line.includes('"response_flags":"UO"'),
  ).length;
}
