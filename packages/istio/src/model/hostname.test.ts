import { describe, expect, it } from 'vitest';
import { intersectHosts, isSubsetOf, mostSpecificMatch, overlaps, resolveShortName } from './hostname.ts';

describe('isSubsetOf', () => {
  it.each([
    ['a.foo.com', 'a.foo.com', true],
    ['a.foo.com', '*.foo.com', true],
    ['foo.com', '*.foo.com', false],
    ['*.foo.com', 'a.foo.com', false],
    ['*.a.foo.com', '*.foo.com', true],
    ['*.foo.com', '*', true],
    ['*', '*.foo.com', false],
  ])('%s in %s: %s', (host, other, expected) => {
    expect(isSubsetOf(host, other)).toBe(expected);
  });
});

it('overlaps in either direction', () => {
  expect(overlaps('*.com', 'foo.com')).toBe(true);
  expect(overlaps('foo.com', 'bar.com')).toBe(false);
});

it('intersects to the narrower names, once each', () => {
  expect(intersectHosts(['foo.com', '*.net'], ['*.com', 'bar.net', '*'])).toEqual([
    'foo.com',
    'bar.net',
    '*.net',
  ]);
});

it('takes the exact name, else the longest wildcard', () => {
  const candidates = ['*', '*.com', '*.foo.com', 'a.foo.com'];
  expect(mostSpecificMatch('a.foo.com', candidates)).toBe('a.foo.com');
  expect(mostSpecificMatch('b.foo.com', candidates)).toBe('*.foo.com');
  expect(mostSpecificMatch('b.net', ['*.com'])).toBeUndefined();
});

it('completes only names without a dot', () => {
  expect(resolveShortName('reviews', 'shop', 'cluster.local')).toBe('reviews.shop.svc.cluster.local');
  expect(resolveShortName('reviews.shop', 'shop', 'cluster.local')).toBe('reviews.shop');
  expect(resolveShortName('*', 'shop', 'cluster.local')).toBe('*');
});
