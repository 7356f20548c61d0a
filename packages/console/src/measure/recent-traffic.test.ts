import { expect, test } from 'vitest';
import type { EdgeTraffic } from '../protocol.ts';
import { figuresOf, quantile, withWindow } from './recent-traffic.ts';

const traffic = (edge: string, part: Partial<EdgeTraffic> = {}): EdgeTraffic => ({
  ...{ edge, count: 1, failed: 0, durationsMs: [], statuses: { 200: 1 }, flags: {} },
  ...part,
});

test('adds up what an edge had in ten seconds, over its versions', () => {
  const windows = [
    {
      at: 1_000,
      edges: [traffic('a>b', { version: 'stable', count: 9, statuses: { 200: 9 }, durationsMs: [1, 2, 3] })],
    },
    {
      at: 9_000,
      edges: [
        traffic('a>b', {
          version: 'canary',
          count: 1,
          failed: 1,
          statuses: { 503: 1 },
          flags: { UF: 1 },
          durationsMs: [40],
        }),
        traffic('b>c', { count: 2 }),
      ],
    },
  ];
  const figures = figuresOf(windows, 10_000);
  expect(figures.get('a>b')).toEqual({
    ...{ count: 10, perSecond: 1, failedShare: 0.1, p50: 2, p99: 40 },
    ...{ statuses: { 200: 9, 503: 1 }, flags: { UF: 1 } },
  });
  expect(figures.get('b>c')).toMatchObject({ count: 2, perSecond: 0.2 });
  expect(figures.get('b>c')).not.toHaveProperty('p50');
});

test('what is older than ten seconds does not count, and is not kept', () => {
  const old = { at: 1_000, edges: [traffic('a>b')] };
  expect(figuresOf([old], 11_000).size).toBe(0);
  const next = { at: 11_000, edges: [traffic('a>b')] };
  expect(withWindow([old], next)).toEqual([next]);
  expect(withWindow([{ ...old, at: 1_001 }], next)).toHaveLength(2);
});

test('a quantile is one of the values', () => {
  expect(quantile([], 0.5)).toBeUndefined();
  expect([0.01, 0.5, 0.51, 0.99, 1].map((share) => quantile([1, 2, 3, 4], share))).toEqual([1, 2, 3, 4, 4]);
});
