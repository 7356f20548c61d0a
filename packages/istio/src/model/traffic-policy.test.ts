import { expect, it } from 'vitest';
import { readTrafficPolicy } from './read-traffic-policy.ts';
import { clusterPolicy } from './traffic-policy.ts';

const pool = (maxConnections: number) => ({ connectionPool: { tcp: { maxConnections } } });
const policy = readTrafficPolicy({
  ...pool(1),
  loadBalancer: { simple: 'RANDOM' },
  portLevelSettings: [{ port: { number: 80 }, ...pool(2) }],
});
const subsetWith = (written: Parameters<typeof readTrafficPolicy>[0]) => ({
  name: 'v1',
  labels: {},
  trafficPolicy: readTrafficPolicy(written),
});

it('lets a port’s settings replace the rule’s as a whole', () => {
  expect(clusterPolicy(policy, 80)).toMatchObject(pool(2));
  expect(clusterPolicy(policy, 80).loadBalancer).toBeUndefined();
  expect(clusterPolicy(policy, 81)).toMatchObject({ ...pool(1), loadBalancer: { simple: 'RANDOM' } });
});

it('lets a subset override block by block', () => {
  const subset = subsetWith(pool(3));
  expect(clusterPolicy(policy, 81, subset)).toMatchObject({ ...pool(3), loadBalancer: { simple: 'RANDOM' } });
  expect(clusterPolicy(policy, 80, subset)).toMatchObject(pool(3));
  expect(clusterPolicy(policy, 80, subset).loadBalancer).toBeUndefined();
});

it('lets a subset’s port settings take away what they do not say', () => {
  const subset = subsetWith({ portLevelSettings: [{ port: { number: 81 }, ...pool(4) }] });
  expect(clusterPolicy(policy, 81, subset)).toMatchObject(pool(4));
  expect(clusterPolicy(policy, 81, subset).loadBalancer).toBeUndefined();
});

it('reads durations and fills in defaults', () => {
  const read = readTrafficPolicy({
    connectionPool: { tcp: { connectTimeout: '1.5s', tcpKeepalive: { time: '1h' } } },
    outlierDetection: { baseEjectionTime: '30s' },
    loadBalancer: { consistentHash: { httpCookie: { name: 'user', ttl: '1m' } }, warmupDurationSecs: '5s' },
    tls: {},
  });
  expect(read).toEqual({
    connectionPool: {
      tcp: { connectTimeout: 1500, keepalive: { time: 3_600_000 } },
      http: { upgrade: false },
    },
    outlierDetection: { baseEjectionTime: 30_000, minHealthPercent: 0 },
    loadBalancer: {
      simple: 'LEAST_REQUEST',
      slowStart: { window: 5000 },
      consistentHash: {
        key: { kind: 'cookie', name: 'user', ttl: 60_000, attributes: [] },
        table: { kind: 'ring', minimumSize: 1024 },
      },
    },
    tls: { mode: 'DISABLE', subjectAltNames: [], insecureSkipVerify: false },
    ports: [],
  });
});
