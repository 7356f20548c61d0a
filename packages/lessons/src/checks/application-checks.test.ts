/** Checks that send requests to the application, and look at who answered and what the sidecars counted. */
import { describe, expect, it } from 'vitest';
import type { Ask } from '../ask/ask.ts';
import { callsToBackend, count, fakeAsk } from '../testing/fake-ask.ts';
import { retriesAtOneHop } from './retries-at-one-hop.ts';
import { sticks } from './sticks.ts';

const statistics = () => new Map<string, number>();
const base = (counts = statistics(), pods: object[] = []) =>
  fakeAsk({ statistics: counts, answer: () => [], pods });

describe('sticks', () => {
  const check = sticks({ title: 'a check', tier: 'backend', header: 'x-user' });
  /** Answers of pods that a test chooses by user and request. */
  const mesh = (podOf: (user: string, request: number) => string): Ask => ({
    ...base(),
    classify: async ({ headers = {} }, times) => ({
      hops: Array.from({ length: times }, (_, request) => [
        { service: 'backend', version: 'stable', pod: podOf(headers['x-user'] ?? '', request) },
      ]),
      failures: [],
    }),
  });

  it('wants one pod for each user, and not the same for all', async () => {
    const byUser = (user: string) => (user.endsWith('1') ? 'backend-1' : 'backend-2');
    expect(await check.run(mesh(byUser))).toEqual({ state: 'right' });
    expect(await check.run(mesh(() => 'backend-1'))).toMatchObject({
      expected: '20 users on at least two pods of backend',
      got: 'backend-1',
    });
    expect(await check.run(mesh((_, request) => `backend-${request % 2}`))).toMatchObject({
      expected: 'one pod of backend for each of 5 requests',
      got: 'backend-0, backend-1',
    });
  });
});

describe('retriesAtOneHop', () => {
  const check = retriesAtOneHop({ title: 'a check', requests: 5, least: 2, most: 3 });
  const ml = { namespace: 'ml', name: 'ml-1', workload: 'ml-stable', labels: { app: 'ml' } };
  const gateway = { namespace: 'istio-system', name: 'gateway-1', workload: 'gateway', proxy: 'gateway' };
  const mesh = (arrived: number, retries: { gateway?: number; backend?: number }): Ask => {
    const counts = statistics();
    return {
      ...base(counts, [ml, gateway]),
      classify: async () => {
        count(counts, 'cluster.inbound|5000||.upstream_rq_total', arrived);
        count(counts, callsToBackend('upstream_rq_retry'), retries.backend ?? 0);
        const frontend =
          'cluster.outbound|80|stable|frontend-service.frontend.svc.cluster.local.upstream_rq_retry';
        count(counts, frontend, retries.gateway ?? 0);
        return { hops: [], failures: [{ reason: '502', count: 5 }] };
      },
    };
  };

  it('wants the retries of one hop, and no more requests than these make', async () => {
    expect(await check.run(mesh(15, { backend: 10 }))).toEqual({ state: 'right' });
    expect(await check.run(mesh(45, { backend: 30, gateway: 10 }))).toMatchObject({
      got: 'ml got 45; gateway → frontend retried 10, frontend → backend retried 30',
      hop: 'gateway → frontend, frontend → backend',
    });
  });

  it('wants retries at all', async () => {
    expect(await check.run(mesh(5, {}))).toMatchObject({ got: 'ml got 5; nobody retried' });
  });
});
