import { expect, it } from 'vitest';
import { boardRow } from './board.ts';
import { parseProgress } from './workbench/progress.ts';

const lesson = { attempts: 1, hints: 2, seconds: 60 };

it('adds up what a learner has done', () => {
  const lessons = { '01-a': { ...lesson, state: 'done' }, '02-b': { ...lesson, state: 'begun' } } as const;
  expect(boardRow('ada', { version: 1, current: '02-b', lessons })).toEqual({
    ...{ learner: 'ada', done: 1, current: '02-b', seconds: 120, hints: 4 },
  });
});

it.each([
  ...['', 'null', '[]', '{"version": 2, "lessons": {}}', '{"version": 1, "lessons": null}'],
  ...['{"version": 1, "current": "../..", "lessons": {}}', '{"version": 1, "current": 5, "lessons": {}}'],
  '{"version": 1, "lessons": {"01-a": {"seconds": "1", "attempts": 1, "hints": 0}}}',
])('refuses %j', (text) => {
  expect(() => parseProgress(text)).toThrow(SyntaxError);
});
