import { parseResources } from '@lab/istio';
import { expect, test } from 'vitest';
import { changedResources } from './changed-resources.ts';

const service = (name: string, more: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop', ...metadata },
  spec: { ports: [{ port: 80 }] },
  ...more,
});
const read = (...items: object[]) =>
  parseResources(JSON.stringify({ apiVersion: 'v1', kind: 'List', items })).resources;

test('names what says something else, what came and what went', () => {
  const before = read(service('a'), service('b'), service('c'));
  const after = read(service('a'), service('b', { spec: { ports: [{ port: 81 }] } }), service('d'));
  expect(changedResources(before, after)).toEqual(['Service shop/b', 'Service shop/c', 'Service shop/d']);
});

test('what the API server and controllers note is no change', () => {
  const before = read(service('a', { status: { ready: 1 } }, { resourceVersion: '1' }));
  const annotations = { 'deployment.kubernetes.io/revision': '3' };
  const after = read(service('a', { status: { ready: 2 } }, { resourceVersion: '2', annotations }));
  expect(changedResources(before, after)).toEqual([]);
  const labelled = read(service('a', {}, { labels: { version: 'v2' } }));
  expect(changedResources(before, labelled)).toEqual(['Service shop/a']);
});
