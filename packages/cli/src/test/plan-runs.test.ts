import { expect, it } from 'vitest';
import { planStages, projects } from './plan-runs.ts';

it.each([
  ['without options: unit tests and those of the lab at the same time', {}, [[['unit'], ['lab']]]],
  ['--unit', { unit: true }, [[['unit']]]],
  ['--e2e', { e2e: true }, [[['lab']]]],
  ['--unit --e2e', { unit: true, e2e: true }, [[['unit'], ['lab']]]],
  ['--all --unit', { all: true, unit: true }, [[['unit']]]],
])('%s', (_, choice, stages) => {
  expect(planStages(choice)).toEqual(stages);
});

it.each([{ all: true }, { filter: 'edits' }])('%j is about every project, once', (choice) => {
  const chosen = planStages(choice).flat(2);
  expect(chosen.toSorted()).toEqual([...projects].toSorted());
  expect(planStages({ ...choice, e2e: true }).flat(2)).not.toContain('unit');
});
