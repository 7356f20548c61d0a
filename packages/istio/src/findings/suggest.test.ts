import { expect, test } from 'vitest';
import { createHints, didYouMean, suggest } from './suggest.ts';

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

test('many names that are wrong: the first twenty are looked up, each once', () => {
  let searches = 0;
  const known = () => {
    searches += 1;
    return ['service-1'];
  };
  const hint = createHints();
  const hints = Array.from({ length: 40 }, (_, place) => hint(`servce-${place % 30}`, known));
  expect(hints.filter(Boolean)).toHaveLength(30);
  expect(searches).toBe(20);
  expect(hint('servce-1', known, 'another namespace')).toBe('');
});
