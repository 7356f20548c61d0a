/** Every lesson, as `./lab learn verify` proves it, in one lab. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';
import { lessonNames } from '../support/lessons/lesson-names.ts';

let lab: TestLab;
beforeAll(async () => {
  lab = await openSharedLab();
});
afterAll(() => lab?.close());

it.each(lessonNames)(
  '%s: its start fails, its solution passes, each wrong answer gets its hint',
  async (name) => {
    const { code, stdout, stderr } = await lab.run('learn', 'verify', name, '--json');
    const { variants } = JSON.parse(stdout || '{"variants":[]}') as { variants: { mistake?: string }[] };
    const mistakes = variants.filter(({ mistake }) => mistake);
    expect({ code, mistakes }, stderr).toEqual({ code: 0, mistakes: [] });
  },
);
