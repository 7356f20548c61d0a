import { expect, test } from 'vitest';
import type { ClusterPod, ContainerStatus } from './cluster-pod.ts';
import { podProblem } from './pod-problem.ts';

type Status = NonNullable<ClusterPod['status']>;
type State = NonNullable<ContainerStatus['state']>;

const notReady = [{ type: 'Ready', status: 'False' }];
const container = (name: string, state: State, fields: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name,
  ready: false,
  restartCount: 0,
  state,
  ...fields,
});
const running = (name: string) => container(name, { running: {} }, { ready: true });
const waiting = (name: string, reason: string, message = '') =>
  container(name, { waiting: { reason, message } });

function pod(status: Status, metadata: Partial<ClusterPod['metadata']> = {}): ClusterPod {
  return {
    metadata: { name: 'backend-1', namespace: 'backend', ...metadata },
    status: { phase: 'Pending', conditions: notReady, ...status },
  };
}

const pull = 'failed to pull and unpack image "docker.io/library/backend:latest": pull access denied';

// As scheduler and kubelet 1.35 say it.
test.each<[string, Status, string]>([
  [
    'no node',
    {
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/3 nodes are available: 3 Insufficient memory.',
        },
      ],
    },
    'Unschedulable: 0/3 nodes are available: 3 Insufficient memory.',
  ],
  ['nothing known', {}, 'Pending'],
  [
    'evicted',
    { phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory.' },
    'Evicted: The node was low on resource: memory.',
  ],
  [
    'an image that cannot be pulled',
    {
      containerStatuses: [waiting('backend', 'ErrImagePull', pull)],
      initContainerStatuses: [running('istio-proxy')],
    },
    `container backend: ErrImagePull: ${pull}`,
  ],
  [
    'the same a moment later',
    { containerStatuses: [waiting('backend', 'ImagePullBackOff', 'Back-off pulling image "backend"')] },
    'container backend: ImagePullBackOff: Back-off pulling image "backend"',
  ],
  [
    'an image that may not be pulled',
    {
      containerStatuses: [
        waiting('backend', 'ErrImageNeverPull', 'Container image "backend" is not present'),
      ],
    },
    'container backend: ErrImageNeverPull: Container image "backend" is not present',
  ],
  [
    'a ConfigMap that is not there',
    { containerStatuses: [waiting('backend', 'CreateContainerConfigError', 'configmap "a" not found')] },
    'container backend: CreateContainerConfigError: configmap "a" not found',
  ],
  [
    'a container that ends again and again',
    {
      containerStatuses: [
        container(
          'backend',
          { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' } },
          { lastState: { terminated: { reason: 'Error', exitCode: 1, message: 'log\nno such file' } } },
        ),
      ],
    },
    'container backend: CrashLoopBackOff: back-off 40s restarting failed container; it ended: Error (exit code 1): no such file',
  ],
  [
    'a container that has just ended',
    { containerStatuses: [container('backend', { terminated: { reason: 'OOMKilled', exitCode: 137 } })] },
    'container backend ended: OOMKilled (exit code 137)',
  ],
  [
    'an init container that fails, for which the others wait',
    {
      initContainerStatuses: [
        container(
          'istio-validation',
          { waiting: { reason: 'CrashLoopBackOff' } },
          { lastState: { terminated: { reason: 'Error', exitCode: 126 } } },
        ),
        waiting('istio-proxy', 'PodInitializing'),
      ],
      containerStatuses: [waiting('backend', 'PodInitializing')],
    },
    'init container istio-validation: CrashLoopBackOff; it ended: Error (exit code 126)',
  ],
  [
    'a sidecar that gets no certificate, which keeps the application waiting',
    {
      initContainerStatuses: [
        container('istio-validation', { terminated: { reason: 'Completed', exitCode: 0 } }),
        container('istio-proxy', { running: {} }),
      ],
      containerStatuses: [waiting('backend', 'PodInitializing')],
    },
    'container istio-proxy runs and is not ready',
  ],
  [
    'both not ready',
    { containerStatuses: [container('backend', { running: {} }), container('istio-proxy', { running: {} })] },
    'container backend runs and is not ready; container istio-proxy runs and is not ready',
  ],
  [
    'an init container at work',
    {
      initContainerStatuses: [container('migrate', { running: {} })],
      containerStatuses: [waiting('backend', 'PodInitializing')],
    },
    'init container migrate is running; container backend: PodInitializing',
  ],
  [
    'on its way',
    { containerStatuses: [waiting('backend', 'ContainerCreating')] },
    'container backend: ContainerCreating',
  ],
])('%s', (_, status, text) => {
  expect(podProblem(pod(status))).toBe(text);
});

test('an init container without an end is a sidecar where its restart policy says so', () => {
  const sidecar: ClusterPod = {
    ...pod({ initContainerStatuses: [container('logs', { running: {} })] }),
    spec: { initContainers: [{ name: 'logs', restartPolicy: 'Always' }], containers: [] },
  };
  expect(podProblem(sidecar)).toBe('container logs runs and is not ready');
});

test.each([
  ['is ready', pod({ conditions: [{ type: 'Ready', status: 'True' }] })],
  ['is on its way out', pod({}, { deletionTimestamp: '2026-11-25T10:00:00Z' })],
])('nothing of a pod that %s', (_, found) => {
  expect(podProblem(found)).toBeUndefined();
});
