import { describe, expect, it } from 'vitest';
import { isSubsetOf, overlaps, resolveShortName } from './hostname.ts';

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

it('completes only names without a dot', () => {
  expect(resolveShortName('reviews', 'shop', 'cluster.local')).toBe('reviews.shop.svc.cluster.local');
  expect(resolveShortName('reviews.shop', 'shop', 'cluster.local')).toBe('reviews.shop');
  expect(resolveShortName('*', 'shop', 'cluster.local')).toBe('*');
});
