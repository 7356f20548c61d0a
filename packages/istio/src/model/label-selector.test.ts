import { expect, test } from 'vitest';
import { hasLabels, type LabelSelector, matchesSelector, sameLabels } from './label-selector.ts';

const LABELS = { app: 'ml', version: 'canary' };

test.each([
  [undefined, true],
  [{}, true],
  [{ app: 'ml' }, true],
  [{ app: 'ml', version: 'canary' }, true],
  [{ app: 'ml', version: 'stable' }, false],
  [{ team: 'data' }, false],
])('labels %j: %s', (wanted, expected) => expect(hasLabels(LABELS, wanted)).toBe(expected));

test.each<[LabelSelector, boolean]>([
  [{}, true],
  [{ matchLabels: { app: 'ml' }, matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] }, true],
  [{ matchLabels: { app: 'ui' }, matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] }, false],
  [{ matchExpressions: [{ key: 'version', operator: 'In', values: ['canary', 'stable'] }] }, true],
  [{ matchExpressions: [{ key: 'team', operator: 'In', values: ['data'] }] }, false],
  [{ matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['data'] }] }, true],
  [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['ml'] }] }, false],
  [{ matchExpressions: [{ key: 'app', operator: 'Exists' }] }, true],
  [{ matchExpressions: [{ key: 'app', operator: 'Gt', values: ['1'] }] }, false],
])('selector %j: %s', (selector, expected) => expect(matchesSelector(selector, LABELS)).toBe(expected));

test('selectors that ask for the same', () => {
  expect(sameLabels({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true);
  expect(sameLabels({ a: '1' }, { a: '1', b: '2' })).toBe(false);
  expect(sameLabels({ a: '1' }, { a: '2' })).toBe(false);
});
