import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Incident, openLesson, readProgress } from '@lab/lessons';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { judgeAnswer, questionLines } from './name-cause.ts';

const incident: Incident = {
  hop: { 'a → b': true, 'b → c': 'It arrives there.' },
  cause: { x: true, y: 'There is none.' },
  evidence: { p: true, q: 'It is 200.' },
};
const lesson = { name: '12-x' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cause-'));
  openLesson(folder, lesson.name, { isIncident: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const judge = (hop: number, cause: number, evidence: number) =>
  judgeAnswer({ workbench: { folder, root: folder } }, lesson, incident, { hop, cause, evidence });

it('says of a wrong answer which parts are right', () => {
  expect(judge(1, 2, 1)).toMatchObject({
    right: ['hop', 'evidence'],
    lines: ['hop: right.', 'cause: wrong. There is none.', 'evidence: right.'],
  });
  expect(readProgress(folder).muted).toBe(lesson.name);
});

it('notes that the cause was found', () => {
  expect(judge(1, 1, 1)).toMatchObject({
    mistakes: [],
    lines: [expect.stringContaining('the cause'), expect.any(String)],
  });
  expect(readProgress(folder)).not.toHaveProperty('muted');
  expect(readProgress(folder).lessons[lesson.name]?.cause).toBe('found');
});

it('shows the choices of a question with their numbers', () => {
  expect(questionLines(incident, 'cause', '--cause')).toEqual(['Why? (--cause)', '  1  x', '  2  y']);
});
