import { expect, it } from 'vitest';
import { clusterPolicy } from './traffic-policy.ts';

const pool = (maxConnections: number) => ({ connectionPool: { tcp: { maxConnections } } });
const policy = {
  ...pool(1),
  loadBalancer: { simple: 'RANDOM' as const },
  portLevelSettings: [{ port: { number: 80 }, ...pool(2) }],
};

it('lets a port’s settings replace the rule’s as a whole', () => {
  expect(clusterPolicy(policy, 80)).toEqual(pool(2));
  expect(clusterPolicy(policy, 81)).toMatchObject({ ...pool(1), loadBalancer: { simple: 'RANDOM' } });
});

it('lets a subset override block by block', () => {
  const subset = { name: 'v1', trafficPolicy: pool(3) };
  expect(clusterPolicy(policy, 81, subset)).toMatchObject({ ...pool(3), loadBalancer: { simple: 'RANDOM' } });
  expect(clusterPolicy(policy, 80, subset)).toEqual(pool(3));
});

it('lets a subset’s port settings take away what they do not say', () => {
  const subset = { name: 'v1', trafficPolicy: { portLevelSettings: [{ port: { number: 81 }, ...pool(4) }] } };
  expect(clusterPolicy(policy, 81, subset)).toMatchObject(pool(4));
  expect(clusterPolicy(policy, 81, subset).loadBalancer).toBeUndefined();
});
