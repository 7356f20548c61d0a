import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { answerProblem } from './answer-problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'answer-'));
const [own, start] = [join(folder, 'own'), join(folder, 'start')];
for (const path of [own, start]) mkdirSync(path);
writeFileSync(join(start, 'answer.yaml'), 'trace: ""\nversion: ""\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('finds nothing to say of a lesson that asks for no words', () => {
  expect(answerProblem(own, own)).toBeUndefined();
});

it('says that the file is missing', () => {
  expect(answerProblem(own, start)).toBe('answer.yaml is missing');
});

it.each([
  ['', 'answer.yaml is empty'],
  ['trace: abc\n', 'answer.yaml has no line that begins with version:'],
  ['Trace: abc\n', 'answer.yaml has no line that begins with trace: or version:'],
  ['trace:\tabc\n\tversion: stable\n', expect.stringMatching(/^answer\.yaml:2 .*[Tt]ab/)],
  ['trace: "abc\n', expect.stringMatching(/^answer\.yaml:\d /)],
  ['trace: 12e4\nversion: stable\n', undefined],
])('of %j it says %s', (text, problem) => {
  writeFileSync(join(own, 'answer.yaml'), text);
  expect(answerProblem(own, start)).toEqual(problem);
});
