import { expect, test } from 'vitest';
import { type RollingDeployment, rolloutOf } from './rollout.ts';

const deployment = (status: RollingDeployment['status'], generation = 2): RollingDeployment => ({
  metadata: { generation },
  spec: { replicas: 2 },
  status: { observedGeneration: 2, ...status },
});

test.each([
  ['not observed yet', deployment({}, 3), 'running', 'the change has not been observed yet'],
  ['no new pod', deployment({ replicas: 2, availableReplicas: 2 }), 'running', '0 of 2 pods replaced'],
  [
    'one new pod, which is not available',
    deployment({ replicas: 3, updatedReplicas: 1, availableReplicas: 0 }),
    'running',
    '0 of 2 pods replaced',
  ],
  [
    'an old pod that is on its way out',
    deployment({ replicas: 3, updatedReplicas: 2, availableReplicas: 3 }),
    'running',
    '2 of 2 pods replaced',
  ],
  [
    'all of them',
    deployment({ replicas: 2, updatedReplicas: 2, availableReplicas: 2 }),
    'done',
    '2 of 2 pods replaced',
  ],
  [
    'no progress for too long',
    deployment({
      conditions: [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: 'ReplicaSet "a" has timed out progressing.',
        },
      ],
    }),
    'failed',
    'ReplicaSet "a" has timed out progressing.',
  ],
])('%s', (_, object, state, message) => {
  expect(rolloutOf(object)).toEqual({ state, message });
});

test('none is wanted: done', () => {
  expect(rolloutOf({ metadata: {}, spec: { replicas: 0 } })).toMatchObject({ state: 'done' });
});
