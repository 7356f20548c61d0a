import type { LessonFolder, LessonReport } from '@lab/lessons';
import { expect, it } from 'vitest';
import { lessonList, reportText } from './lesson-view.ts';
import { wrapText } from './wrap-text.ts';

const text = {
  title: 'T',
  situation: '',
  task: '',
  look: '',
  learned: ['One.', 'Two.', 'Three.'],
  readOn: 'URL',
};
const lesson: LessonFolder = { name: '01-t', folder: '/t', text };
const view = {
  paint: (_: unknown, line: string) => line,
  columns: 40,
  next: 'h shows a hint',
  answer: 'press a',
};

it('says of a check that failed what was asked, expected and seen, within the width', () => {
  const report: LessonReport = {
    state: 'wrong',
    checks: [
      {
        title: 'Each of 20 requests is answered by the canary',
        verdict: {
          state: 'wrong',
          ...{ request: 'GET /', expected: '200', got: '503 for 20 of 20 requests, from the gateway' },
          place: { file: 'workbench/a.yaml', line: 3 },
        },
      },
      { title: 'The rest', verdict: { state: 'skipped' } },
    ],
  };
  expect(reportText(report, lesson, view).split('\n')).toEqual([
    '✗ Each of 20 requests is answered by the',
    '  canary',
    '    request   GET /',
    '    expected  200',
    '    got       503 for 20 of 20 requests,',
    '              from the gateway',
    '    at        workbench/a.yaml:3',
    '- The rest',
    '',
    'h shows a hint',
  ]);
});

it('says what was learned when all checks hold, and asks for the cause of an incident first', () => {
  const report: LessonReport = {
    state: 'right',
    checks: [{ title: 'It works', verdict: { state: 'right' } }],
  };
  expect(reportText(report, lesson, view)).toContain('Done. What you now know:\n- One.\n- Two.\n- Three.');
  expect(reportText({ ...report, isDone: false }, lesson, view)).toContain('Now name the cause: press a');
  expect(reportText({ ...report, isDone: false }, lesson, view)).not.toContain('Done.');
});

it('lists lessons with where the learner is, and the time of each', () => {
  const lessons = [lesson, { ...lesson, name: '02-t' }, { ...lesson, name: '03-t' }];
  const of = (state: 'begun' | 'done', seconds: number) => ({ state, seconds, attempts: 0, hints: 0 });
  const progress = { version: 1, lessons: { '01-t': of('done', 40), '02-t': of('begun', 600) } } as const;
  expect(lessonList(lessons, { ...progress, current: '01-t' }, { ...view, times: true }).split('\n')).toEqual(
    ['✓ 01-t     40 s  T  (here)', '… 02-t   10 min  T', '  03-t           T'],
  );
  expect(lessonList(lessons, { ...progress, current: '02-t' }, view)).toContain('… 02-t  T  (open)');
});

it('breaks paragraphs and items, and leaves code as it is', () => {
  expect(wrapText('one two three\nfour\n\n- five six seven\n\n```\na  b  c  d  e\n```', 10)).toBe(
    'one two\nthree four\n\n- five six\n  seven\n\n  a  b  c  d  e',
  );
});
