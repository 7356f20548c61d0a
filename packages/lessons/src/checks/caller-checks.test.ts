/** Checks that ask the sidecar of a caller what it has counted. */
import { describe, expect, it } from 'vitest';
import { callsToBackend, count, fakeAsk } from '../testing/fake-ask.ts';
import { cappedEjection, noneEjected } from './ejections.ts';
import { cleanWhileEjected, ejects } from './ejects.ts';
import { emits } from './emits.ts';
import { overflows } from './overflows.ts';
import { retriesHelp, withinBudget } from './retries.ts';
import { retriesAtOneHop } from './retries-at-one-hop.ts';
import { staysReady } from './stays-ready.ts';
import { survivesPauses } from './survives-pauses.ts';

const title = 'a check';
const tier = 'backend' as const;
const TIMEOUT = { reason: 'timeout', count: 2 };
const ok = (times = 1) => [{ status: 200, pod: 'backend-1', count: times }];
const ACTIVE = callsToBackend('outlier_detection.ejections_active');
const EJECTIONS = callsToBackend('outlier_detection.ejections_enforced_total');

describe('ejects', () => {
  const check = ejects({ title, tier, pods: 1 });

  it('calls until the caller has ejected a pod, and no longer', async () => {
    const statistics = new Map([[ACTIVE, 0]]);
    let calls = 0;
    const answer = ({ times = 1 }) => {
      calls += times;
      if (calls >= 100) statistics.set(ACTIVE, 1);
      return ok(times);
    };
    expect(await check.run(fakeAsk({ statistics, answer }))).toEqual({ state: 'right' });
    expect(calls).toBe(100);
  });

  it('counts the calls that failed where nothing is ejected', async () => {
    const answer = ({ times = 1 }) => [
      ...ok(times - 10),
      { status: 500, pod: 'backend-2', count: 6 },
      { status: 503, count: 4 },
    ];
    expect(await check.run(fakeAsk({ statistics: new Map([[ACTIVE, 0]]), answer }))).toMatchObject({
      state: 'wrong',
      got: 'frontend-stable has ejected 0, and 40 of the calls failed',
    });
  });
});

describe('cleanWhileEjected', () => {
  const check = cleanWhileEjected({ title, tier, times: 10 });

  it('sends the calls once more where an ejection ended meanwhile, when the pod is ejected again', async () => {
    const statistics = new Map([[ACTIVE, 1]]);
    const sent: number[] = [];
    const answer = ({ times = 1 }) => {
      sent.push(times);
      if (sent.length === 1) statistics.set(ACTIVE, 0);
      if (sent.length > 1) return ok(times);
      return [...ok(9), { status: 500, pod: 'backend-2', count: 1 }];
    };
    const again = ({ times = 1 }) => {
      if (times === 50) {
        statistics.set(ACTIVE, 1);
        count(statistics, EJECTIONS, 1);
      }
      return answer({ times });
    };
    expect(await check.run(fakeAsk({ statistics, answer: again }))).toEqual({ state: 'right' });
    expect(sent).toEqual([10, 50, 10]);
  });

  it('is wrong at once where calls fail and the pod stays ejected', async () => {
    let rounds = 0;
    const answer = () => {
      rounds += 1;
      return [...ok(9), { status: 500, pod: 'backend-2', count: 1 }];
    };
    expect(await check.run(fakeAsk({ statistics: new Map([[ACTIVE, 1]]), answer }))).toMatchObject({
      got: '1 failed: 500 from backend-2; 0 new ejections',
      counts: { failed: 1, ejections: 0, ended: 0 },
    });
    expect(rounds).toBe(1);
  });
});

describe('noneEjected and cappedEjection', () => {
  const answer = () => ok();

  it('waits for pods that come back', async () => {
    const check = noneEjected({ title, tier });
    expect(await check.run(fakeAsk({ statistics: new Map([[ACTIVE, 0]]), answer }))).toEqual({
      state: 'right',
    });
    expect(await check.run(fakeAsk({ statistics: new Map([[ACTIVE, 2]]), answer }))).toMatchObject({
      state: 'not-yet',
      reason: expect.stringContaining(
        'frontend-stable still ejects 2 pods of backend, which come back after baseEjectionTime',
      ),
    });
  });

  it.each([
    [100, 'wrong'],
    [50, 'right'],
    [undefined, 'right'],
  ])('of %s %% that may be ejected: %s', async (maxPercent, state) => {
    const destination = maxPercent === undefined ? {} : { ejection: { maxPercent } };
    const check = cappedEjection({ title, tier });
    expect(await check.run(fakeAsk({ statistics: new Map(), answer, destination }))).toMatchObject({ state });
  });
});

describe('overflows', () => {
  const check = overflows({ title, tier, request: {}, calls: 4, answered: 2 });
  const mesh = (answered: number, overflowed: number, connections: number) => {
    const statistics = new Map<string, number>();
    const answer = ({ times = 1 }) => {
      if (times === 1) return ok();
      count(statistics, callsToBackend('upstream_rq_pending_overflow'), overflowed);
      count(statistics, callsToBackend('upstream_cx_total'), connections);
      return [...ok(answered), { status: 503, count: times - answered }];
    };
    return fakeAsk({ statistics, answer });
  };

  it('wants as many refused by the caller as are not answered', async () => {
    expect(await check.run(mesh(2, 2, 0))).toEqual({ state: 'right' });
  });

  it('tells refusals of the caller from those elsewhere', async () => {
    expect(await check.run(mesh(2, 0, 3))).toMatchObject({
      got: '2 answered, 0 refused by the caller, 2 failed further on; 3 connections opened',
      counts: { answered: 2, refused: 0, failedFurther: 2, opened: 3 },
      next: './lab call -n 4 -c 4',
    });
  });
});

describe('retriesHelp', () => {
  const check = retriesHelp({ title, tier, times: 10 });
  const mesh = (good: number, retried: number, succeeded: number) => {
    const statistics = new Map<string, number>();
    const answer = () => {
      count(statistics, callsToBackend('upstream_rq_retry'), retried);
      count(statistics, callsToBackend('upstream_rq_retry_success'), succeeded);
      return [
        ...ok(good - 1),
        { status: 200, pod: 'backend-2', count: 1 },
        { status: 504, count: 10 - good },
      ];
    };
    return fakeAsk({ statistics, answer });
  };

  it('wants all answered, by whichever pod, and a retry that has helped', async () => {
    expect(await check.run(mesh(10, 3, 3))).toEqual({ state: 'right' });
    expect(await check.run(mesh(10, 0, 0))).toMatchObject({
      got: '10 answered; 0 retried',
      counts: { answered: 10, retried: 0 },
    });
    const silent = fakeAsk({ statistics: new Map(), answer: () => ok(8), failures: [TIMEOUT] });
    expect(await check.run(silent)).toMatchObject({
      got: '8 answered, 2 without an answer (timeout); 0 retried',
      next: './lab why',
    });
    expect(await check.run(mesh(8, 0, 0))).toMatchObject({ got: '8 answered, 2 failed with 504; 0 retried' });
  });
});

describe('a check that has nobody to ask', () => {
  const mesh = { statistics: new Map<string, number>(), answer: () => ok() };

  it.each([
    ['ejects', ejects({ title, tier, pods: 1 })],
    ['cleanWhileEjected', cleanWhileEjected({ title, tier, times: 10 })],
    ['noneEjected', noneEjected({ title, tier })],
    ['overflows', overflows({ title, tier, request: {}, calls: 4, answered: 2 })],
    ['retriesHelp', retriesHelp({ title, tier, times: 10 })],
  ])('%s is not yet right', async (_, check) => {
    expect(await check.run(fakeAsk({ ...mesh, callers: [] }))).toEqual({
      state: 'not-yet',
      reason: 'no ready pod calls backend',
    });
  });

  it.each([
    ['cappedEjection', cappedEjection({ title, tier })],
    ['withinBudget', withinBudget({ title, tier, budgetMs: 3000 })],
    ['emits', emits({ title, to: tier, weights: { stable: 100 } })],
  ])('%s is wrong where requests end before the tier', async (_, check) => {
    const ask = { ...fakeAsk(mesh), explain: async () => ({ hops: [] }) as never };
    expect(await check.run(ask)).toMatchObject({ state: 'wrong', got: 'no request gets there' });
  });
});

describe('withinBudget', () => {
  it.each([
    [{ timeoutMs: 3000 }, 'right'],
    [{ timeoutMs: 3001 }, 'wrong'],
    [{}, 'wrong'],
  ])('%j of 3000 ms: %s', async (route, state) => {
    const check = withinBudget({ title, tier, budgetMs: 3000 });
    expect(await check.run(fakeAsk({ statistics: new Map(), answer: () => ok(), route }))).toMatchObject({
      state,
    });
  });
});

describe('survivesPauses', () => {
  const check = survivesPauses({ title, tier, workload: 'backend-stable', calls: 2, pauseMs: 0 });
  const pods = [{ namespace: 'backend', name: 'backend-1', workload: 'backend-stable' }];
  const mesh = (tries: number, closed: number, pod = 'backend-1') => {
    const statistics = new Map<string, number>();
    const answer = () => {
      count(statistics, callsToBackend('upstream_rq_total'), tries);
      count(statistics, 'cluster.inbound|8080||.upstream_cx_destroy_remote_with_active_rq', closed);
      return [{ status: 200, pod, count: 1 }];
    };
    return fakeAsk({ statistics, answer, pods });
  };

  it('wants one try a call, and no connection closed during one', async () => {
    expect(await check.run(mesh(1, 0))).toEqual({ state: 'right' });
    expect(await check.run(mesh(2, 1))).toMatchObject({
      got: '2 answered, 2 retries, 2 connections closed by backend-stable during a request; slowest 1 ms',
      counts: { answered: 2, retried: 2, closed: 2, slowestMs: 1 },
    });
  });

  it('wants the answers of the pod itself', async () => {
    expect(await check.run(mesh(1, 0, 'backend-2'))).toMatchObject({ state: 'wrong' });
  });
});

describe('staysReady', () => {
  const check = staysReady({ title, workload: 'backend-stable', seconds: 0 });
  const mesh = (pods: object[]) => fakeAsk({ statistics: new Map(), answer: () => ok(), pods });

  it('wants a pod, and each of them ready', async () => {
    const pod = { name: 'backend-1', workload: 'backend-stable' };
    expect(await check.run(mesh([pod]))).toEqual({ state: 'right' });
    expect(await check.run(mesh([pod, { ...pod, name: 'backend-2', ready: false }]))).toMatchObject({
      got: 'backend-2 not ready',
    });
    expect(await check.run(mesh([{ ...pod, draining: true }]))).toMatchObject({ got: 'there is none' });
  });
});

it('counts at pods that stay, and asks none that is on its way out', async () => {
  const ml = { namespace: 'ml', workload: 'ml-stable', labels: { app: 'ml' } };
  const asked: string[] = [];
  const ask = fakeAsk({
    statistics: new Map(),
    answer: () => [],
    pods: [
      { ...ml, name: 'ml-new' },
      { ...ml, name: 'ml-old', draining: true },
    ],
  });
  const statistics = async (pod: string) => {
    asked.push(pod);
    return new Map<string, number>();
  };
  const check = retriesAtOneHop({ title: 'one hop retries', requests: 5, least: 2, most: 3 });
  await check.run({ ...ask, mesh: { ...ask.mesh, statistics } });
  expect(asked).toContain('ml/ml-new');
  expect(asked).not.toContain('ml/ml-old');
});
