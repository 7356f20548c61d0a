import type { LessonFolder, LessonReport } from '@lab/lessons';
import { expect, it } from 'vitest';
import { reportText } from './lesson-view.ts';
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
const view = { paint: (_: unknown, line: string) => line, columns: 40, next: 'h shows a hint' };

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
  expect(reportText({ ...report, isDone: false }, lesson, view)).toContain('./lab learn answer');
  expect(reportText({ ...report, isDone: false }, lesson, view)).not.toContain('Done.');
});

it('breaks paragraphs and items, and leaves code as it is', () => {
  expect(wrapText('one two three\nfour\n\n- five six seven\n\n```\na  b  c  d  e\n```', 10)).toBe(
    'one two\nthree four\n\n- five six\n  seven\n\n  a  b  c  d  e',
  );
});
