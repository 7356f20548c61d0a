/** `./lab learn --on`, by the real kubectl: what lessons write in a cluster, for whom, with which rights, and how it comes back. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiServer, startApiServer } from '../support/cluster/api-server.ts';
import { clusterObjects } from '../support/cluster/cluster-objects.ts';
import { findKubectl } from '../support/cluster/find-kubectl.ts';
import { makeForwardingKubectl } from '../support/cluster/forwarding-kubectl.ts';
import { type KubeHome, makeKubeHome } from '../support/cluster/kubeconfig.ts';
import { type Access, grants, type PolicyRule } from '../support/cluster/rbac.ts';
import { documentsOf, type KubeObject } from '../support/documents.ts';
import { temporaryCommandLine } from '../support/lab/command-line.ts';

const root = join(import.meta.dirname, '../..');
const roles = documentsOf<KubeObject>(readFileSync(join(root, 'k8s/rbac/cluster-roles.yaml'), 'utf8'));
const kubectl = findKubectl();
const RECORD = 'ConfigMap frontend/istio-the-hard-way-lesson';
const LEASE = 'Lease frontend/istio-the-hard-way-learner';
const OUTSIDE = 'Deployment frontend/istio-the-hard-way-outside';

/** Milliseconds for a test: a command asks kubectl a dozen times. */
const WITHIN = 300_000;

describe.skipIf(!kubectl)(
  'lessons on a cluster (skipped where PATH has no kubectl)',
  { timeout: WITHIN },
  () => {
    let deployed: KubeObject[];
    let api: ApiServer;
    let istiod: Server;
    let home: KubeHome;
    let workbench: string;
    let lab: ReturnType<typeof temporaryCommandLine>;

    beforeAll(async () => {
      deployed = [...(await clusterObjects('kind-observability', ['observability'])), istiodService];
      api = await startApiServer([]);
      home = makeKubeHome({ test: api.url });
      istiod = createServer(({ url }, response) =>
        response.end(JSON.stringify(url === '/debug/configz' ? api.objects : [])),
      );
      await new Promise<void>((resolve) => istiod.listen(0, '127.0.0.1', resolve));
      const { port } = istiod.address() as AddressInfo;
      const tool = makeForwardingKubectl(home.dir, kubectl as string, { istiod: port });
      workbench = mkdtempSync(join(tmpdir(), 'lab-workbench-'));
      lab = temporaryCommandLine({ ...home.env, KUBECTL_BIN: tool.program, LAB_WORKBENCH: workbench });
    });

    beforeEach(() => {
      rmSync(workbench, { recursive: true, force: true });
      api.objects = structuredClone(deployed);
      api.user = undefined;
      api.accesses.length = 0;
    });

    afterAll(async () => {
      lab?.remove();
      istiod?.close();
      await api?.close();
      home?.remove();
      if (workbench) rmSync(workbench, { recursive: true, force: true });
    });

    const learn = async (...args: string[]) => {
      const ended = await lab.run('learn', ...args, '--on', 'test');
      return { ...ended, output: ended.stdout + ended.stderr };
    };
    const succeed = async (...args: string[]) => {
      const { code, output } = await learn(...args);
      expect({ args, code, output }).toEqual({ args, code: 0, output });
    };
    const named = (name: string) => api.objects.find((object) => nameOf(object) === name);
    /** What people see of the objects: not how often they were written. */
    const state = () => new Map(api.objects.map((object) => [nameOf(object), withoutVersion(object)]));

    test('a lesson changes what it is about, another one comes in its place, and reset puts all back', async () => {
      const before = state();
      await succeed('start', 'strict-under-load');
      expect(named('AuthorizationPolicy backend/backend-callers')).toBeUndefined();
      expect(named('PeerAuthentication istio-system/default')?.metadata.annotations).toHaveProperty(
        'istio-the-hard-way/lesson',
      );
      expect(named(OUTSIDE)).toBeDefined();
      expect(named(LEASE)?.spec).toMatchObject({ holderIdentity: expect.stringMatching(/^[^@]+@[^@]+$/) });
      await succeed('start', 'consistent-hash');
      expect(named('AuthorizationPolicy backend/backend-callers')).toBeDefined();
      expect(named('VirtualService backend/backend-vs')).toBeUndefined();
      const env = JSON.stringify(named('Deployment frontend/frontend-stable'));
      expect(env).toContain('FORWARD_HEADERS');
      // The laptop's files are gone.
      rmSync(workbench, { recursive: true, force: true });
      await succeed('reset');
      expect(state()).toEqual(before);
    });

    test('what comes new runs the image that is deployed', async () => {
      api.objects = api.objects.map((object) => withImage(object, 'backend', 'example/backend:5f'));
      await succeed('start', 'outlier-detection');
      expect(JSON.stringify(named('Deployment backend/backend-sick'))).toContain('"example/backend:5f"');
    });

    test('another learner is refused by name, and may take the cluster over', async () => {
      await succeed('start', 'weights');
      const lease = named(LEASE) as KubeObject;
      const spec = { ...(lease.spec as object), holderIdentity: 'ada@laptop' };
      api.objects[api.objects.indexOf(lease)] = { ...lease, spec };
      const refused = await learn('check');
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/^error LEARNER_BUSY ada@laptop learns on test since 20\d\d-/m);
      expect(refused.stderr).toContain('--take-over');
      await succeed('reset', '--take-over');
      expect([named(LEASE), named(RECORD), named(OUTSIDE)]).toEqual([undefined, undefined, undefined]);
    });

    test('an incident mutes causes for that cluster, until it is answered', async () => {
      await succeed('start', 'beta-users');
      const why = () => lab.run('why', '--on', 'current');
      expect((await why()).stdout).toMatch(
        /^The incident 12-beta-users is open: findings and causes are muted/,
      );
      await lab.run('learn', 'answer', '--give-up');
      expect((await why()).stdout).not.toContain('muted');
    });

    test('a lesson is refused where the cluster lacks what it needs', async () => {
      const whole = api.objects;
      api.objects = whole.filter(({ kind }) => kind !== 'Telemetry');
      const unsampled = await learn('start', 'trace-breaks');
      expect(unsampled.stderr).toMatch(
        /^error LESSON_NOT_ON_CLUSTER 21-trace-breaks looks at traces, and test samples no requests/m,
      );
      api.objects = whole.filter(({ metadata }) => metadata.name !== 'jaeger-query');
      const pool = await learn('start', 'connection-pool');
      expect(pool.stderr).toMatch(
        /^error LESSON_NOT_ON_CLUSTER 08-connection-pool cannot run on a cluster: each worker/m,
      );
      const traces = await learn('start', 'trace-breaks');
      expect(traces.stderr).toMatch(
        /^error LESSON_NOT_ON_CLUSTER 21-trace-breaks looks at traces, and test has no Jaeger/m,
      );
      api.objects = api.objects.filter(({ metadata }) => metadata.name !== 'ml-dr');
      const missing = await learn('start', 'weights');
      expect(missing.stderr).toMatch(
        /^error LESSON_NOT_ON_CLUSTER test lacks .*: DestinationRule ml\/ml-dr$/m,
      );
      expect(named(RECORD)).toBeUndefined();
    });

    test('the rights of the page are those that lessons use, and no others', async () => {
      api.objects.push(...roles, ...documentedBindings());
      const objects = [...api.objects];
      api.user = 'jane';
      for (const name of ['strict-under-load', 'consistent-hash', 'trace-breaks'])
        await succeed('start', name);
      await succeed('reset');
      const asked = [...api.accesses];
      const granted = roles.filter(({ metadata }) => /-learn(er)?$/.test(metadata.name)).flatMap(grantsOf);
      expect(granted.length).toBeGreaterThan(10);
      expect(granted.filter((rule) => !asked.some((access) => uses(rule, access)))).toEqual([]);
      // Without one of them it says which.
      api.objects = objects.filter(({ metadata }) => metadata.name !== 'jane-lab-learner');
      const { code, stderr } = await learn('start', 'weights');
      expect(stderr).toMatch(
        /^error API_FORBIDDEN jane cannot get leases\.coordination\.k8s\.io in namespace frontend/m,
      );
      expect(code).toBe(1);
    });
  },
);

const istiodService: KubeObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'istiod', namespace: 'istio-system', labels: { app: 'istiod' } },
  spec: { selector: { istio: 'ingressgateway' }, ports: [{ name: 'http-monitoring', port: 15014 }] },
};

function nameOf({ kind, metadata: { name, namespace } }: KubeObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function withoutVersion(object: KubeObject): object {
  const { resourceVersion: _, generation: __, ...metadata } = object.metadata as Record<string, unknown>;
  const { status: ___, ...rest } = object as KubeObject & { readonly status?: unknown };
  return { ...rest, metadata };
}

function withImage(object: KubeObject, image: string, other: string): KubeObject {
  const text = JSON.stringify(object);
  return object.kind === 'Deployment'
    ? (JSON.parse(text.replaceAll(`"image":"${image}"`, `"image":"${other}"`)) as KubeObject)
    : object;
}

/** What kubectl makes of the commands of the page that bind, without a cluster. */
function documentedBindings(): KubeObject[] {
  const page = readFileSync(join(root, 'docs/kubernetes.md'), 'utf8');
  return [...page.matchAll(/^kubectl (create (?:cluster)?rolebinding .+)$/gm)].map(([, command = '']) => {
    const args = [...command.split(' '), '--dry-run=client', '--output=json'];
    return JSON.parse(execFileSync(kubectl as string, args, { env: {}, encoding: 'utf8' })) as KubeObject;
  });
}

/** Each verb of a role on each resource, as a rule of its own. */
function grantsOf({ rules }: KubeObject): PolicyRule[] {
  return (rules as PolicyRule[]).flatMap((rule) => {
    const { verbs, apiGroups = [], resources = [] } = rule;
    return apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => ({ ...rule, verbs: [verb], apiGroups: [group], resources: [resource] })),
      ),
    );
  });
}

function uses(rule: PolicyRule, access: Access): boolean {
  return grants(rule, access);
}
