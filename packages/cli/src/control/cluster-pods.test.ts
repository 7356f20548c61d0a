import { expect, test } from 'vitest';
import { type ClusterPod, meshPods } from './cluster-pods.ts';

type Status = NonNullable<ClusterPod['status']>;
type Container = NonNullable<Status['containerStatuses']>[number];

function container(name: string, fields: Partial<Container> = {}): Container {
  return { name, ready: true, restartCount: 0, state: { running: {} }, ...fields };
}

function pod(name: string, metadata: Partial<ClusterPod['metadata']>, status: Status): ClusterPod {
  const conditions = [{ type: 'Ready', status: 'True' }];
  return { metadata: { name, namespace: 'backend', ...metadata }, status: { conditions, ...status } };
}

const inMesh = [{ metadata: { name: 'backend', labels: { 'istio-injection': 'enabled' } } }];
const withProxy = (...containers: Container[]) => ({
  containerStatuses: containers,
  initContainerStatuses: [container('istio-proxy')],
});

test('takes the pods of the mesh, and no others', () => {
  const pods = [
    pod('b', {}, withProxy(container('backend'))),
    pod('a', {}, { containerStatuses: [container('backend')] }),
    pod(
      'done',
      {},
      { phase: 'Succeeded', containerStatuses: [container('job', { state: { terminated: {} } })] },
    ),
    pod('coredns', { namespace: 'kube-system' }, { containerStatuses: [container('coredns')] }),
    pod('ingress', { namespace: 'istio-system' }, { containerStatuses: [container('istio-proxy')] }),
    pod('istiod', { namespace: 'istio-system' }, { containerStatuses: [container('discovery')] }),
  ];
  const found = meshPods(pods, inMesh).map(({ name, proxy }) => `${name} ${proxy}`);
  expect(found).toEqual(['a none', 'b sidecar', 'ingress gateway']);
});

test.each([
  ['ambient mode', { 'istio.io/dataplane-mode': 'ambient' }, 1],
  ['a revision', { 'istio.io/rev': 'stable' }, 1],
  ['no label', {}, 0],
])('a namespace with %s', (_name, labels, count) => {
  const namespaces = [{ metadata: { name: 'backend', labels } }];
  expect(meshPods([pod('a', {}, { containerStatuses: [container('backend')] })], namespaces)).toHaveLength(
    count,
  );
});

test('names the workload by what owns the pod', () => {
  const owned = (kind: string, owner: string, labels = {}) =>
    pod('x', { labels, ownerReferences: [{ kind, name: owner }] }, withProxy(container('backend')));
  const pods = [
    owned('ReplicaSet', 'backend-stable-6c9f7b5d44', { 'pod-template-hash': '6c9f7b5d44' }),
    owned('StatefulSet', 'database'),
    pod('bare', {}, withProxy(container('backend'))),
  ];
  const workloads = meshPods(pods, inMesh).map(({ workload }) => workload);
  expect(workloads.sort()).toEqual(['backend-stable', 'bare', 'database']);
});

test('says what state the containers are in, and why they were started again', () => {
  const crashing = container('backend', {
    ready: false,
    restartCount: 3,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
  });
  const [found] = meshPods(
    [
      pod(
        'a',
        {},
        {
          conditions: [{ type: 'Ready', status: 'False' }],
          containerStatuses: [crashing, container('istio-proxy', { ready: false })],
        },
      ),
    ],
    inMesh,
  );
  expect(found).toMatchObject({
    ready: false,
    application: { phase: 'backing-off', restarts: 3, lastExit: 'OOMKilled (exit code 137)' },
    sidecar: { phase: 'starting', restarts: 0 },
  });
});

test('a pod that is on its way out is draining, and not ready', () => {
  const leaving = pod('a', { deletionTimestamp: '2026-11-25T10:00:00Z' }, withProxy(container('backend')));
  expect(meshPods([leaving], inMesh)).toMatchObject([{ draining: true, ready: false }]);
});
