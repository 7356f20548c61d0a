import { expect, test } from 'vitest';
import { didYouMean, suggest } from './suggest.ts';

test.each([
  ['subst', ['subset', 'host'], 'subset'],
  ['Route', ['route', 'redirect'], 'route'],
  ['weigth', ['weight'], 'weight'],
  ['stabel', ['stable', 'canary'], 'stable'],
  ['timeot', ['timeout', 'times'], 'timeout'],
  ['x', ['y'], 'y'],
  ['nosuch', ['stable', 'canary'], undefined],
  ['anything', [], undefined],
])('%s of %j is %s', (name, candidates, expected) => {
  expect(suggest(name, candidates)).toBe(expected);
});

test('the hint ends a sentence, or is nothing', () => {
  expect(didYouMean('subst', ['subset'])).toBe(': did you mean "subset"?');
  expect(didYouMean('nosuch', ['subset'])).toBe('');
});
