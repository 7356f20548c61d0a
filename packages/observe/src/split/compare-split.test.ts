import { expect, test } from 'vitest';
import { compareSplit, countHops } from './compare-split.ts';

const hop = (service: string, version: string) => ({ service, version });
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

const counts = countHops([
  ...times(905, [hop('frontend', 'stable'), hop('backend', 'stable')]),
  ...times(95, [hop('frontend', 'canary'), hop('backend', 'stable')]),
]);

test('counts each tier by version, in the order of the path', () => {
  expect([...counts.keys()]).toEqual(['frontend', 'backend']);
  expect(counts.get('frontend')).toEqual(
    new Map([
      ['stable', 905],
      ['canary', 95],
    ]),
  );
});

test('says whether each version is where its weight leaves it', () => {
  const weights = { frontend: { stable: 90, canary: 10 }, backend: { stable: 80, canary: 20 } };
  const shares = compareSplit(counts, weights);
  expect(
    shares.map(({ service, version, count, weight, inside }) => [service, version, count, weight, inside]),
  ).toEqual([
    ['frontend', 'stable', 905, 0.9, true],
    ['frontend', 'canary', 95, 0.1, true],
    ['backend', 'stable', 1000, 0.8, false],
    ['backend', 'canary', 0, 0.2, false],
  ]);
  expect(shares[0]).toMatchObject({ share: 0.905, interval: { low: 868, high: 930 } });
});

test('counts a version that has no weight as one of weight 0', () => {
  const shares = compareSplit(counts, { frontend: { stable: 1 } });
  expect(shares[1]).toMatchObject({
    version: 'canary',
    weight: 0,
    interval: { low: 0, high: 0 },
    inside: false,
  });
});

test('makes no claim about a tier whose weights are not known', () => {
  const [share] = compareSplit(counts, {});
  expect(share).toEqual({ service: 'frontend', version: 'stable', count: 905, share: 0.905 });
});
