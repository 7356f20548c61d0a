import { describe, expect, it } from 'vitest';
import { areEqual, ResourcePool } from './equal-resources.ts';

describe('values of JSON', () => {
  it.each([
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: [1] }, { a: [1, 2] }, false],
    [{ a: [1] }, { a: { 0: 1 } }, false],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: 1 }, { a: 1, b: 1 }, false],
    [{ a: '1' }, { a: 1 }, false],
    [{ a: null }, { a: {} }, false],
  ])('%j and %j: %s', (one, other, expected) => {
    expect(areEqual(one, other)).toBe(expected);
    expect(areEqual(other, one)).toBe(expected);
  });
});

describe('a pool', () => {
  const routes = (weight: number) => [{ name: '80', weight }, { name: '90' }];

  it('gives two proxies one object for what is equal', () => {
    const pool = new ResourcePool();
    const first = pool.share(routes(1));
    const second = pool.share(routes(1));
    expect(second[0]).toBe(first[0]);
    const other = pool.share(routes(2));
    expect(other).toEqual(routes(2));
    expect([other[0] === first[0], other[1] === first[1]]).toEqual([false, true]);
  });

  it('gives the list of before where nothing has changed, and its objects where little has', () => {
    const before = routes(1);
    expect(new ResourcePool().share(routes(1), before)).toBe(before);
    const changed = new ResourcePool().share(routes(2), before);
    expect([changed[0] === before[0], changed[1] === before[1]]).toEqual([false, true]);
    expect(new ResourcePool().share(routes(1).toReversed(), before)).not.toBe(before);
  });
});
