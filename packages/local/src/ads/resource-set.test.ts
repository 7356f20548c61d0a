import { beforeEach, describe, expect, it, test } from 'vitest';
import type { Rejection } from './read-rejection.ts';
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
  const encoded = clusters.encode(clusters.update(['a', 'b'], []));
  expect(encoded.map(({ name, version }) => [name, version])).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
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

describe('what Envoy rejects', () => {
  const some = (...names: string[]): Rejection => ({
    ...{ extent: 'some', isCut: false },
    reasons: new Map(names.map((name) => [name, 'no such file'])),
  });
  const ALL: Rejection = { extent: 'all', reason: 'too large', cause: 'a' };
  let clusters: ResourceSet;
  /** Offers and sends what changed. */
  const offer = (...resources: readonly object[]) => {
    const { changed, removed } = clusters.replace(resources);
    return clusters.update(clusters.asked(changed), removed);
  };
  const state = () => clusters.rejected.map(({ name, isKept, update }) => [name, isKept, update?.cause]);
  const sent = ({ entries, removed }: ReturnType<typeof offer>) => [[...entries.keys()], removed];

  beforeEach(() => {
    clusters = new ResourceSet('clusters');
    clusters.subscribe([]);
    clusters.take(offer(cluster('a'), cluster('b')));
  });

  it('stays at its last version, and what is new is absent', () => {
    clusters.take(offer(cluster('a', '2s'), cluster('b', '2s'), cluster('c')), some('a', 'c'));
    expect(state()).toEqual([
      ['a', true, undefined],
      ['c', false, undefined],
    ]);
    expect(clusters.active).toEqual([cluster('a'), cluster('b', '2s')]);
  });

  it('is no longer rejected when it is mended, or gone', () => {
    clusters.take(offer(cluster('a', '2s'), cluster('b'), cluster('c')), some('a', 'c'));
    const mended = offer(cluster('a', '3s'), cluster('b'));
    expect(sent(mended)).toEqual([['a'], ['c']]);
    clusters.take(mended);
    expect(state()).toEqual([]);
    expect(clusters.active).toEqual([cluster('a', '3s'), cluster('b')]);
  });

  it('is sent again with the next change, and with nothing else', () => {
    clusters.take(offer(cluster('a', '2s'), cluster('b')), some('a'));
    expect(sent(offer(cluster('a', '2s'), cluster('b')))).toEqual([[], []]);
    expect(sent(offer(cluster('a', '2s'), cluster('b', '2s')))).toEqual([['b', 'a'], []]);
  });

  it('may be the whole update: what that lost, removals too, comes again with the resource for which it was', () => {
    clusters.take(offer(cluster('a', '2s'), cluster('c')), ALL);
    expect(state()).toEqual([
      ['a', true, 'a'],
      ['c', false, 'a'],
      ['b', true, 'a'],
    ]);
    expect(clusters.active).toEqual([cluster('a'), cluster('b')]);
    const mended = offer(cluster('a', '3s'), cluster('c'));
    expect(sent(mended)).toEqual([['a', 'c'], ['b']]);
    clusters.take(mended);
    expect(state()).toEqual([]);
    expect(clusters.active).toEqual([cluster('a', '3s'), cluster('c')]);
  });

  it('of endpoints is forgotten when Envoy does not ask for them any more', () => {
    const endpoints = new ResourceSet('endpoints');
    endpoints.replace([{ clusterName: 'a' }]);
    endpoints.subscribe(['a']);
    const update = endpoints.update(['a'], []);
    endpoints.take(update, { ...ALL });
    expect(endpoints.rejected).toHaveLength(1);
    endpoints.unsubscribe(['a']);
    expect(endpoints.rejected).toEqual([]);
    // Its answer may come after that.
    endpoints.take(update, { ...ALL });
    expect(endpoints.rejected).toEqual([]);
  });
});

test('resources that are added leave the others where they are', () => {
  const clusters = new ResourceSet('clusters');
  clusters.replace([cluster('a'), cluster('b')]);
  expect(clusters.replace([cluster('b', '2s')], true)).toEqual({ changed: ['b'], removed: [] });
  expect(clusters.replace([cluster('b', '2s')])).toEqual({ changed: [], removed: ['a'] });
});
