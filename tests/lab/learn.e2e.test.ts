/** The commands of a learner. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const root = resolve(import.meta.dirname, '../..');
const solved = join(root, 'lessons/01-subsets');

let lab: TestLab;
let workbench: string;
beforeAll(async () => {
  workbench = mkdtempSync(join(tmpdir(), 'workbench-'));
  lab = await openSharedLab({ env: { LAB_WORKBENCH: workbench } });
});
afterAll(async () => {
  await lab?.close();
  rmSync(workbench, { recursive: true, force: true });
});

it('leaves files alone that no lesson put there', async () => {
  const notes = join(workbench, 'notes.yaml');
  writeFileSync(notes, 'mine\n');
  expect(await lab.run('learn', 'start', '1')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('WORKBENCH_TAKEN'),
  });
  expect(readFileSync(notes, 'utf8')).toBe('mine\n');
  rmSync(notes);
});

it('goes from a wrong answer by a hint to the solution, and keeps the files of a lesson that is left', async () => {
  expect(await lab.run('learn', 'start', '1')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Subsets'),
  });
  const answer = join(workbench, 'destination-rule.yaml');
  writeFileSync(answer, readFileSync(join(solved, 'wrong/label-typo/destination-rule.yaml')));
  const wrong = await lab.run('learn', 'check');
  expect(wrong).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/✗ Each of 20[\s\S]*expected[\s\S]*got/),
  });
  const { stdout: hint } = await lab.run('learn', 'hint');
  expect(hint).toMatch(/destination-rule\.yaml:\d+ .*canry/);
  const { stdout: solution } = await lab.run('learn', 'solution');
  expect(solution).toMatch(/^- +version: canry\n\+ +version: canary$/m);
  writeFileSync(answer, readFileSync(join(solved, 'solution/destination-rule.yaml')));
  expect(await lab.run('learn', 'check')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Done.'),
  });
  const progress = await lab.json<{ lessons: Record<string, object> }>('learn', 'progress');
  expect(progress.lessons['01-subsets']).toMatchObject({ state: 'done', attempts: 3, hints: 1 });
  writeFileSync(answer, 'mine\n');
  expect(await lab.run('learn', 'reset', '2')).toMatchObject({ code: 0 });
  await lab.run('learn', 'start', '1');
  expect(readFileSync(answer, 'utf8')).toBe('mine\n');
  await lab.run('learn', 'reset');
  expect(readFileSync(answer, 'utf8')).toBe(
    readFileSync(join(solved, 'start/destination-rule.yaml'), 'utf8'),
  );
  expect(existsSync(join(workbench, '.progress.json'))).toBe(true);
});

it('says nothing of the cause of an incident until the learner has named it', async () => {
  await lab.run('learn', 'start', 'after-hardening');
  expect(await lab.run('why')).toMatchObject({ code: 1, stdout: expect.stringContaining('are muted') });
  expect(await lab.json('explain')).toEqual({ muted: '13-after-hardening' });
  expect((await lab.run('status')).stderr).toContain('are muted');
  const call = await lab.run('call', '-n', '1');
  expect(call.stdout).not.toContain('PLAINTEXT');
  expect(call.stdout).not.toContain('unknown');
  expect(call.stderr).toContain('the cause is muted: the incident 13-after-hardening is open');
  const asked = await lab.json('call', '-n', '1');
  expect(asked).toMatchObject({ muted: '13-after-hardening' });
  expect(asked).not.toHaveProperty('causes');
  expect(await lab.json('trace')).toMatchObject({ muted: '13-after-hardening' });
  const broken = await lab.run('learn', 'check');
  expect(broken).toMatchObject({ code: 1, stdout: expect.stringMatching(/next +\.\/lab trace$/m) });
  cpSync(join(root, 'lessons/13-after-hardening/solution'), workbench, { recursive: true });
  expect(await lab.run('learn', 'check')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('Now name the cause: ./lab learn answer'),
  });
  expect((await lab.run('learn', 'hint')).stdout).toContain('Name the cause');
  const next = await lab.run('learn', 'next');
  expect(next.stderr).toContain('The incident 13-after-hardening is not done');
  await lab.run('learn', 'start', '13');
  const part = ['--hop', '2', '--evidence', '2'];
  expect(await lab.run('learn', 'answer', '--cause', '1', ...part)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^hop: right\.\ncause: wrong\. That would be 403/),
  });
  expect(await lab.run('learn', 'answer', '--hop', '9', '--cause', '3', '--evidence', '2')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--hop 9: there are 3 choices'),
  });
  expect(await lab.run('learn', 'answer', '--cause', '3', ...part)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/That is the cause\.[\s\S]*Done\./),
  });
  expect((await lab.run('explain')).stdout).not.toContain('muted');
  expect(await lab.run('learn', 'check')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Done.'),
  });
  expect((await lab.run('learn', 'progress')).stdout).toMatch(
    /✓ 13-after-hardening +\d+ (s|min) {2}.*\(here\)/,
  );
});

it('names a lesson that is called alike where one is not there', async () => {
  expect(await lab.run('learn', 'start', 'weigths')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no lesson "weigths": did you mean "weights"?'),
  });
});
