import { expect, it } from 'vitest';
import { skippedWithout } from '../tools-not-in-ci.ts';
import type { TestsResult } from './run-tests.ts';
import { projectLines, slowestLines, summarize } from './summarize.ts';

const file = { file: 'a.test.ts', project: 'unit', seconds: 1, passed: 3, failed: [], skipped: [] };
const good = { ...file, isBroken: false };
const unit = { project: 'unit', seconds: 2, coldStarts: 0, isBroken: false } as const;
const result = (rest: Partial<TestsResult>): TestsResult => ({
  ...{ projects: [unit], files: [good], seconds: 2 },
  ...rest,
});

it('counts what passed, and the labs that were started', () => {
  const lab = { ...unit, project: 'lab', coldStarts: 3 } as const;
  const both = result({ projects: [unit, lab] });
  expect(summarize(both, true)).toMatchObject({ passed: 3, failed: 0, coldStarts: 3 });
  expect(projectLines(both)).toEqual([
    expect.stringMatching(/^unit +1 files +3 passed +2\.0 s$/),
    expect.stringMatching(/^lab +0 files +0 passed +2\.0 s {2}3 cold starts$/),
    expect.stringMatching(/^in all +1 files +3 passed +2\.0 s {2}3 cold starts$/),
  ]);
});

it('names the slowest files first', () => {
  const files = [1, 12.34, 5].map((seconds) => ({ ...good, file: `${seconds}.test.ts`, seconds }));
  const lines = slowestLines(result({ files }), 2);
  expect(lines.map((line) => line.trim())).toEqual(['12.3 s  12.34.test.ts', '5.0 s  5.test.ts']);
});

it('says why a test failed, or a file did not run', () => {
  const reasons = { b: ['expected 1 to be 2'], 'the file': ['no such module'] };
  const files = [{ ...good, failed: ['b'], isBroken: true, reasons }];
  expect(summarize(result({ files }), false).reasons).toMatchObject({
    'a.test.ts > b': ['expected 1 to be 2'],
    'a.test.ts did not run': ['no such module'],
  });
});

it.each([
  ['a test that failed', { files: [{ ...good, failed: ['b'] }] }, 'a.test.ts > b'],
  ['a file that did not run', { files: [{ ...good, isBroken: true }] }, 'a.test.ts did not run'],
  ['a vitest that ended badly', { projects: [{ ...unit, isBroken: true }] }, 'vitest, project unit'],
])('%s is a failure', (_, rest, name) => {
  expect(summarize(result(rest), false)).toMatchObject({ failed: 1, failures: [name] });
});

it('a skipped test is a failure in CI, where not for a tool that CI does not have', () => {
  const skipped = ['needs a thing', `of skaffold ${skippedWithout('skaffold')}`];
  const rest = { files: [{ ...good, skipped }] };
  expect(summarize(result(rest), false)).toMatchObject({ failed: 0, skipped });
  expect(summarize(result(rest), true)).toMatchObject({ failed: 1, failures: ['skipped: needs a thing'] });
});
