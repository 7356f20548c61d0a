import { expect, test } from 'vitest';
import { conditionIndex, labelIndex, selectorIndex } from './label-index.ts';
import { hasLabels, type Labels } from './label-selector.ts';

const SETS: readonly Labels[] = [
  {},
  { app: 'a' },
  { app: 'a', version: '1' },
  { app: 'a', version: '2' },
  { app: 'b', version: '1' },
  { version: '1' },
  { team: 'x', app: 'b', version: '1' },
];

test.each(SETS)('answers for %j as a comparison with each does', (labels) => {
  const having = labelIndex(SETS, (set) => set).having(labels);
  expect(having).toEqual(SETS.filter((set) => hasLabels(set, labels)));
  const selecting = selectorIndex(SETS, (set) => set).selecting(labels);
  expect(selecting).toEqual(SETS.filter((set) => hasLabels(labels, set)));
});

test('conditions that are met', () => {
  const index = conditionIndex(['', 'a', 'ab', 'bc', 'abc'], (text) => [...text]);
  expect(index.holding(['c', 'a', 'b'])).toEqual(['', 'a', 'ab', 'bc', 'abc']);
  expect(index.holding(['a', 'b'])).toEqual(['', 'a', 'ab']);
  expect(index.holding([])).toEqual(['']);
});
