import { expect, test } from 'vitest';
import type { ClusterPod } from './cluster-pod.ts';
import { absentWorkloads, meshPods } from './cluster-pods.ts';

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
      {
        phase: 'Succeeded',
        containerStatuses: [container('job', { state: { terminated: { exitCode: 0 } } })],
      },
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
    pod(
      'x',
      { labels, ownerReferences: [{ apiVersion: 'apps/v1', kind, name: owner, uid: 'u' }] },
      withProxy(container('backend')),
    );
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

test('a pod that has no node has the parts that it will have, and the reason why not', () => {
  const waiting: ClusterPod = {
    metadata: { name: 'a', namespace: 'backend' },
    spec: {
      containers: [{ name: 'backend' }],
      initContainers: [{ name: 'istio-proxy', restartPolicy: 'Always' }],
    },
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes' }],
    },
  };
  expect(meshPods([waiting], inMesh)).toMatchObject([
    {
      proxy: 'sidecar',
      ready: false,
      application: { phase: 'starting', reason: 'Unschedulable' },
      sidecar: { phase: 'starting', reason: 'Unschedulable' },
      problem: 'Unschedulable: 0/3 nodes',
    },
  ]);
});

test('a container whose image cannot be pulled is backing off, by its reason', () => {
  const waiting = container('backend', { ready: false, state: { waiting: { reason: 'ErrImagePull' } } });
  const conditions = [{ type: 'Ready', status: 'False' }];
  expect(meshPods([pod('a', {}, { ...withProxy(waiting), conditions })], inMesh)).toMatchObject([
    { application: { phase: 'backing-off', reason: 'ErrImagePull' }, sidecar: { phase: 'running' } },
  ]);
});

test('names the Deployments of the mesh that have no pod, and what refused them', () => {
  const deployment = (name: string, namespace: string, replicas: number, conditions = [] as object[]) => ({
    metadata: { name, namespace },
    spec: { replicas },
    status: { conditions: conditions as { type: string; status: string }[] },
  });
  const refused = {
    type: 'ReplicaFailure',
    status: 'True',
    reason: 'FailedCreate',
    message: 'pods "x" is forbidden: exceeded quota',
  };
  const deployments = [
    deployment('there', 'backend', 1),
    deployment('refused', 'backend', 1, [refused]),
    deployment('new', 'backend', 1),
    deployment('scaled-down', 'backend', 0),
    deployment('elsewhere', 'kube-system', 1),
  ];
  const pods = meshPods([pod('there', {}, withProxy(container('backend')))], inMesh);
  expect(absentWorkloads(deployments, pods, inMesh)).toEqual([
    {
      namespace: 'backend',
      workload: 'refused',
      reason: 'FailedCreate: pods "x" is forbidden: exceeded quota',
    },
    { namespace: 'backend', workload: 'new', reason: 'no pod has been created yet' },
  ]);
});
