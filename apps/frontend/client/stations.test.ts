import { expect, test } from 'vitest';
import { stationsOf } from './stations.ts';

const failure = { title: 't', detail: 'd', hop: 'ml' };

test('before a request the tiers are shown without a version', () => {
  expect(stationsOf(undefined)).toEqual([{ service: 'frontend' }, { service: 'backend' }, { service: 'ml' }]);
});

test('a failure shows who answered and who failed', () => {
  const servedBy = { service: 'frontend', version: 'stable' };
  expect(stationsOf({ ok: false, failure: { ...failure, servedBy } })).toEqual([
    servedBy,
    { service: 'ml', version: 'failed' },
  ]);
});

test('a service that failed itself is shown once', () => {
  const servedBy = { service: 'frontend', version: 'stable' };
  expect(stationsOf({ ok: false, failure: { ...failure, hop: 'frontend', servedBy } })).toEqual([
    { service: 'frontend', version: 'failed' },
  ]);
});
