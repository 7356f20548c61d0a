import { expect, it } from 'vitest';
import { clusterInMemory } from '../../testing/cluster-in-memory.ts';
import { hold, release } from './lease.ts';

const KEY = 'Lease.coordination.k8s.io frontend/istio-the-hard-way-learner';
const noon = new Date('2026-11-29T12:00:00Z');
const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000);
const ada = { holder: 'ada@pc' };
const bob = { holder: 'bob@pc' };

it('another learner is refused by name, until the time is over', async () => {
  const { cluster, objects } = clusterInMemory([]);
  await hold(cluster, ada, noon);
  await hold(cluster, ada, after(10));
  expect(objects.get(KEY)).toMatchObject({
    spec: {
      holderIdentity: 'ada@pc',
      acquireTime: '2026-11-29T12:00:00.000000Z',
      renewTime: '2026-11-29T12:10:00.000000Z',
      leaseDurationSeconds: 900,
      leaseTransitions: 0,
    },
  });
  await expect(hold(cluster, bob, after(24))).rejects.toMatchObject({
    code: 'LEARNER_BUSY',
    message: 'ada@pc learns on test since 2026-11-29T12:00:00.000Z',
    remedy: expect.stringMatching(/2026-11-29T12:25:00.000Z.*--take-over/),
  });
  await hold(cluster, bob, after(26));
  expect(objects.get(KEY)).toMatchObject({ spec: { holderIdentity: 'bob@pc', leaseTransitions: 1 } });
  await expect(hold(cluster, ada, after(27))).rejects.toMatchObject({ code: 'LEARNER_BUSY' });
});

it('is taken over by whoever says so', async () => {
  const { cluster, objects } = clusterInMemory([]);
  await hold(cluster, ada, noon);
  await hold(cluster, { ...bob, takesOver: true }, after(1));
  expect(objects.get(KEY)).toMatchObject({ spec: { holderIdentity: 'bob@pc' } });
});

it('of two at the same time one gets it', async () => {
  const found = clusterInMemory([]);
  let isFirst = true;
  found.onWrite = () => {
    if (!isFirst) return;
    isFirst = false;
    // Between the look and the write of the other.
    found.objects.set(KEY, {
      ...{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' },
      metadata: { name: 'istio-the-hard-way-learner', namespace: 'frontend' },
      spec: { holderIdentity: 'ada@pc', renewTime: noon.toISOString(), leaseDurationSeconds: 900 },
    });
  };
  await expect(hold(found.cluster, bob, noon)).rejects.toMatchObject({ code: 'LEARNER_BUSY' });
});

it('is given back by its holder only', async () => {
  const { cluster, objects } = clusterInMemory([]);
  await hold(cluster, ada, noon);
  await release(cluster, 'bob@pc');
  expect(objects.has(KEY)).toBe(true);
  await release(cluster, 'ada@pc');
  expect(objects.has(KEY)).toBe(false);
});
