import { expect, it } from 'vitest';
import { mutedReport } from './muted-report.ts';
import type { LessonReport } from './run-checks.ts';

function nextOf(verdict: { readonly next?: string; readonly hop?: string }, hasLogs = true) {
  const wrong = { state: 'wrong', request: 'GET /', expected: '200', got: '503', ...verdict } as const;
  const report: LessonReport = { state: 'wrong', checks: [{ title: 'It works', verdict: wrong }] };
  return mutedReport(report, hasLogs).checks[0]?.verdict;
}

it.each([
  [{ next: './lab why' }, './lab trace'],
  [{ next: './lab explain --verbose', hop: 'backend → ml' }, './lab logs backend, ./lab logs ml'],
  [{ next: './lab why', hop: 'gateway → frontend' }, './lab logs istio-ingressgateway, ./lab logs frontend'],
  [{ next: './lab call -n 10', hop: 'backend → ml' }, './lab call -n 10'],
])('names no command that is muted: %j', (verdict, next) => {
  expect(nextOf(verdict)).toMatchObject({ next });
});

it('names the trace where the logs are those of a cluster', () => {
  expect(nextOf({ next: './lab explain', hop: 'backend → ml' }, false)).toMatchObject({
    next: './lab trace',
  });
});
