import { expect, test } from 'vitest';
import { ResourceSet } from './resource-set.ts';

const cluster = (name: string, connectTimeout = '1s') => ({ name, connectTimeout });

test('what is new, differs or is gone is told by name', () => {
  const clusters = new ResourceSet('clusters');
  expect(clusters.replace([cluster('a'), cluster('b')])).toEqual({ changed: ['a', 'b'], removed: [] });
  expect(clusters.replace([cluster('b', '2s'), cluster('c')])).toEqual({
    changed: ['b', 'c'],
    removed: ['a'],
  });
  expect(clusters.replace([cluster('b', '2s'), cluster('c')])).toEqual({ changed: [], removed: [] });
});

test('what differs gets another version, what stays keeps its own', () => {
  const clusters = new ResourceSet('clusters');
  clusters.replace([cluster('a'), cluster('b')]);
  clusters.replace([cluster('a'), cluster('b', '2s')]);
  expect([clusters.encode('a').version, clusters.encode('b').version]).toEqual(['1', '2']);
});

test('who asks for clusters gets all, once', () => {
  const clusters = new ResourceSet('clusters');
  clusters.replace([cluster('a'), cluster('b')]);
  expect(clusters.asked(['a'])).toEqual([]);
  expect(clusters.subscribe([])).toEqual(['a', 'b']);
  expect(clusters.subscribe([])).toBeUndefined();
  expect(clusters.asked(['a', 'gone'])).toEqual(['a']);
});

test('endpoints are for who asks for them by name, until they are not wanted any more', () => {
  const endpoints = new ResourceSet('endpoints');
  endpoints.replace([{ clusterName: 'a', endpoints: [] }]);
  expect(endpoints.asked(['a'])).toEqual([]);
  expect(endpoints.subscribe(['a', 'b'])).toEqual(['a']);
  const { changed } = endpoints.replace([{ clusterName: 'a' }, { clusterName: 'b' }, { clusterName: 'c' }]);
  expect(endpoints.asked(changed)).toEqual(['a', 'b']);
  endpoints.unsubscribe(['b']);
  expect(endpoints.asked(changed)).toEqual(['a']);
});
