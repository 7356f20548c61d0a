import type { KubeObject } from '@lab/cluster';
import { expect, it, vi } from 'vitest';
import { outOfStep, proxiesInStep, unreadBy } from './proxies-in-step.ts';

const rule = (resourceVersion: string): KubeObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name: 'web', namespace: 'shop', resourceVersion },
});
const KEY = 'DestinationRule.networking.istio.io shop/web';
const deployment = { ...rule('9'), apiVersion: 'apps/v1', kind: 'Deployment' };

it('istiod has not read an object of which it holds another version, or none', () => {
  expect(unreadBy([rule('1')], { objects: [rule('2'), deployment], deleted: [] })).toEqual([KEY]);
  expect(unreadBy([], { objects: [rule('2')], deleted: [] })).toEqual([KEY]);
  expect(unreadBy([rule('2')], { objects: [rule('2'), deployment], deleted: [] })).toEqual([]);
});

it('nor that an object is gone which it still holds', () => {
  expect(unreadBy([rule('1')], { objects: [], deleted: [KEY] })).toEqual([KEY]);
  expect(unreadBy([], { objects: [], deleted: [KEY] })).toEqual([]);
});

it('a proxy is out of step until it has acknowledged or refused what it was sent last', () => {
  const proxy = (name: string, sent: string, acked: string, lastError?: string) => ({
    ...{ proxy: name },
    resources: { routes: { sent, acked, ...(lastError !== undefined && { lastError }) }, clusters: {} },
  });
  expect(
    outOfStep([proxy('a', '2', '1'), proxy('b', '2', '2'), proxy('c', '2', '1', 'no such cluster')]),
  ).toEqual(['a']);
});

it('asks until all have it, and again for what comes late', async () => {
  const late = [{ proxy: 'a.shop', resources: { routes: { sent: '2', acked: '1' } } }];
  const looks: unknown[] = [
    [rule('1')],
    [rule('2')],
    [],
    [rule('2')],
    late,
    [rule('2')],
    [],
    [rule('2')],
    [],
  ];
  const ask = vi.fn(async () => looks.shift() ?? (ask.mock.calls.length % 2 ? [] : [rule('2')]));
  await proxiesInStep(ask as never, { objects: [rule('2')], deleted: [] });
  expect(ask.mock.calls.length).toBeGreaterThanOrEqual(9);
});
