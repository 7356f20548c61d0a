import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { DesiredOverlay } from '../overlay/desired-overlay.ts';
import type { Fleet } from './fleet.ts';
import { RollOut } from './roll-out.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** A desired state of no applications, so that nothing is built. */
const desired = () => ({ folders: [], plans: new Map() }) as unknown as DesiredOverlay;

it('has whoever asked for a state that another has overtaken wait for the other, and its failures', async () => {
  const first = Promise.withResolvers<Error[]>();
  const failure = new Error('the last does not come up');
  const starts = [first.promise, Promise.resolve([failure])];
  let started = 0;
  const fleet = {
    instances: [],
    startMissing: () => starts[started++],
    retireSurplus: async () => {},
  } as unknown as Fleet;
  const { signal } = new AbortController();
  const rollOut = new RollOut({ root, fleet, desired: desired(), onEvent: () => {}, signal });

  const running = rollOut.desire(desired());
  // It has begun before the others ask.
  await expect.poll(() => started).toBe(1);
  const overtaken = rollOut.desire(desired());
  const last = rollOut.desire(desired());
  first.resolve([]);
  expect(await running).toEqual([]);
  expect(await overtaken).toEqual([failure]);
  expect(await last).toEqual([failure]);
  expect(started).toBe(2);
});

it('restarts a workload by its name, and by its name with its namespace', async () => {
  const asked: unknown[] = [];
  const fleet = {
    instances: [],
    restart: async (...of: unknown[]) => void asked.push(of),
  } as unknown as Fleet;
  const { signal } = new AbortController();
  const rollOut = new RollOut({ root, fleet, desired: desired(), onEvent: () => {}, signal });
  await rollOut.restart('ml-canary');
  await rollOut.restart('ml/ml-canary');
  expect(asked).toEqual([
    ['ml-canary', undefined],
    ['ml-canary', 'ml'],
  ]);
});

it('knows which applications have not been built', () => {
  const fleet = { instances: [] } as unknown as Fleet;
  const { signal } = new AbortController();
  const built = { ...desired(), folders: ['apps/ml'] };
  const rollOut = new RollOut({ root, fleet, desired: built, onEvent: () => {}, signal });
  expect(rollOut.unbuilt(['apps/backend', 'apps/ml'])).toEqual(['apps/backend']);
});
