import { expect, it } from 'vitest';
import { normalizePath, pathOnly } from './normalize-path.ts';

// What Envoy 1.38.3 sent upstream for each of these with normalizePath on.
it.each([
  ['/%61%7e', '/a~'],
  ['/a/%2e%2e/b', '/b'],
  ['/a/../../b', '/b'],
  ['/a/b/..', '/a/'],
  ['/a\\b', '/a/b'],
  ['/a//b', '/a//b'],
  ['/a%2Fb', '/a%2Fb'],
  ['/a%zz', '/a%zz'],
  ['/a|b^c"', '/a%7Cb%5Ec%22'],
  ['/a/./b?x=/../y', '/a/b?x=/../y'],
])('makes of %s what Envoy does', (path, expected) => {
  expect(normalizePath(path)).toBe(expected);
});

it('leaves what is no path alone', () => {
  expect(normalizePath('*')).toBe('*');
});

it('cuts the query off', () => {
  expect(pathOnly('/a?b=c?d')).toBe('/a');
});
