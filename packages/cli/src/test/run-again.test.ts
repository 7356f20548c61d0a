import { expect, it } from 'vitest';
import { filesToRunAgain, secondResult } from './run-again.ts';

const good = {
  ...{ file: 'a.e2e.test.ts', project: 'lab', seconds: 1, passed: 2 },
  ...{ failed: [], skipped: [], isBroken: false },
};
const bad = { ...good, passed: 1, failed: ['is fast'] };
const broken = { ...good, passed: 0, isBroken: true };

it('runs a few files of end-to-end tests again', () => {
  expect(filesToRunAgain([good, bad, broken])).toEqual([bad, broken]);
});

it.each([
  ['a unit test failed', [bad, { ...bad, project: 'unit' }]],
  ['many files failed', [bad, bad, bad, broken]],
  ['none failed', [good]],
])('runs none again if %s', (_, results) => {
  expect(filesToRunAgain(results)).toEqual([]);
});

it('names what failed once only', () => {
  expect(secondResult(bad, good)).toEqual({ ...good, flaky: ['is fast'] });
  const reasons = { 'is fast': ['took 9 s'] };
  expect(secondResult({ ...bad, reasons }, good)).toEqual({ ...good, flaky: ['is fast'], reasons });
  expect(secondResult(broken, good)).toEqual({ ...good, flaky: ['the file'] });
});

it('counts a second failure', () => {
  expect(secondResult(bad, bad)).toEqual(bad);
  expect(secondResult(bad, broken)).toEqual(broken);
});
