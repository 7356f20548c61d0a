import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Applied, Ground } from '../ground.ts';
import type { LessonFolder } from '../read-lessons.ts';
import { filesOf, layOut, type Workbench } from '../workbench/workbench.ts';
import { changeOf } from './change.ts';

let root: string;
let workbench: Workbench;
let lessonFolder: LessonFolder;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'change-'));
  workbench = { folder: join(root, 'workbench'), root, overlay: 'local' };
  lessonFolder = { name: '01-one', folder: join(root, 'lessons/01-one') } as LessonFolder;
  for (const variant of ['start', 'solution'] as const) {
    mkdirSync(join(lessonFolder.folder, variant), { recursive: true });
    for (const file of ['a.yaml', 'b.yaml'])
      writeFileSync(join(lessonFolder.folder, variant, file), `${variant} ${file}\n`);
  }
  layOut(workbench, lessonFolder, 'solution');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

let applied: string[];

/** A mesh that notes the learner's files at each apply. */
function groundOf(): Ground {
  applied = [];
  const apply = async (_: AbortSignal, folder = workbench.folder) => {
    const texts = filesOf(folder).map((file) => readFileSync(join(folder, file), 'utf8').trim());
    expect(existsSync(join(folder, 'mesh/kustomization.yaml'))).toBe(true);
    applied.push(texts.join(', '));
    return {} as Applied;
  };
  return { mesh: { drainMs: 0 }, apply } as unknown as Ground;
}
const ends = (until: AbortSignal) =>
  until.aborted || new Promise((resolve) => until.addEventListener('abort', resolve));

it('goes back one step, and applies the step while requests are sent', async () => {
  const { signal } = new AbortController();
  const change = changeOf(groundOf(), { workbench, lessonFolder, signal });
  const seen = await change(['b.yaml'], async (until) => {
    const before = applied.length;
    await ends(until);
    return [before, applied.length];
  });
  expect(seen).toEqual([1, 2]);
  expect(applied).toEqual(['solution a.yaml, start b.yaml', 'solution a.yaml, solution b.yaml']);
  expect(filesOf(workbench.folder)).toEqual(['a.yaml', 'b.yaml']);
});

it('throws what the load throws at once, and leaves the mesh with the files of the learner', async () => {
  const { signal } = new AbortController();
  const change = changeOf(groundOf(), { workbench, lessonFolder, signal });
  const during = () => Promise.reject(new Error('no gateway'));
  await expect(change(['b.yaml'], during)).rejects.toThrow('no gateway');
  expect(applied.at(-1)).toBe('solution a.yaml, solution b.yaml');
});

it("leaves the mesh with the learner's files where it is cut off", async () => {
  const cut = new AbortController();
  const change = changeOf(groundOf(), { workbench, lessonFolder, signal: cut.signal });
  const during = async (until: AbortSignal) => {
    cut.abort();
    await ends(until);
  };
  await expect(change(['b.yaml'], during)).rejects.toThrow();
  expect(applied.at(-1)).toBe('solution a.yaml, solution b.yaml');
});
