import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LessonFolder } from '../read-lessons.ts';
import { openLesson, readProgress, updateLesson } from './progress.ts';
import {
  bringBack,
  filesOf,
  isWorkbench,
  layOut,
  readAnswer,
  setAside,
  type Workbench,
} from './workbench.ts';

let root: string;
let workbench: Workbench;
let lesson: LessonFolder;
const put = (path: string, text: string) => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const read = (file: string) => readFileSync(join(workbench.folder, file), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workbench-'));
  workbench = { folder: join(root, 'workbench'), root, overlay: 'local' };
  lesson = { name: '01-one', folder: join(root, 'lessons/01-one') } as LessonFolder;
  put('lessons/01-one/start/kustomization.yaml', 'resources: [mesh, a.yaml]\n');
  put('lessons/01-one/start/a.yaml', 'start\n');
  put('lessons/01-one/solution/a.yaml', 'solution {{trace}}\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('has the start, and the solution on top of it', () => {
  layOut(workbench, lesson, 'start');
  expect(filesOf(workbench.folder)).toEqual(['a.yaml', 'kustomization.yaml']);
  expect(read('a.yaml')).toBe('start\n');
  layOut(workbench, lesson, 'solution', { trace: 'abc' });
  expect(read('a.yaml')).toBe('solution abc\n');
  expect(read('kustomization.yaml')).toBe('resources: [mesh, a.yaml]\n');
});

it('has a kustomization all the time that files are replaced', () => {
  layOut(workbench, lesson, 'start');
  put('workbench/of-mine.yaml', 'mine\n');
  const file = join(workbench.folder, 'kustomization.yaml');
  const before = statSync(file).ino;
  layOut(workbench, lesson, 'solution');
  setAside(workbench, lesson.name);
  bringBack(workbench, lesson);
  // Never removed: the file is the one that it was.
  expect(statSync(file).ino).toBe(before);
  expect(filesOf(workbench.folder)).toEqual(['a.yaml', 'kustomization.yaml']);
});

it('stands on the overlay, changed as the lesson says', () => {
  layOut(workbench, lesson, 'start');
  expect(read('mesh/kustomization.yaml')).toContain('- ../../k8s/overlays/local\n');
  expect(read('mesh/kustomization.yaml')).not.toContain('components');
  put('lessons/01-one/mesh/kustomization.yaml', 'kind: Component\n');
  layOut(workbench, lesson, 'start');
  expect(read('mesh/kustomization.yaml')).toContain('components:\n- ../../lessons/01-one/mesh\n');
});

it('keeps the files of a lesson while another is open, and all progress', () => {
  layOut(workbench, lesson, 'start');
  openLesson(workbench.folder, '01-one');
  put('workbench/a.yaml', 'mine\n');
  put('workbench/b.yaml', 'new\n');
  setAside(workbench, '01-one');
  layOut(workbench, { ...lesson, name: '02-two' }, 'start');
  expect(filesOf(workbench.folder)).toEqual(['a.yaml', 'kustomization.yaml']);
  expect(bringBack(workbench, { ...lesson, name: '03-three' })).toBe(false);
  expect(bringBack(workbench, lesson)).toBe(true);
  expect([read('a.yaml'), read('b.yaml')]).toEqual(['mine\n', 'new\n']);
  expect(existsSync(join(workbench.folder, 'mesh/kustomization.yaml'))).toBe(true);
  expect(readProgress(workbench.folder).current).toBe('01-one');
});

it('is told from a folder that no lesson has files in', () => {
  put('workbench/notes.yaml', 'mine\n');
  expect(isWorkbench(workbench.folder)).toBe(false);
  openLesson(workbench.folder, '01-one');
  expect(isWorkbench(workbench.folder)).toBe(true);
});

it('reads answers, and takes what is no answer for none', () => {
  put('workbench/answer.yaml', 'trace: abc\n');
  expect(readAnswer(workbench.folder)).toEqual({ trace: 'abc' });
  put('workbench/answer.yaml', 'trace: 12e45678\n');
  expect(readAnswer(workbench.folder)).toEqual({ trace: '12e45678' });
  put('workbench/answer.yaml', '{');
  expect(readAnswer(workbench.folder)).toEqual({});
});

it('counts what was done, and puts aside a file that cannot be read', () => {
  updateLesson(workbench.folder, '01-one', ({ attempts }) => ({ attempts: attempts + 1 }));
  updateLesson(workbench.folder, '01-one', ({ attempts }) => ({ attempts: attempts + 1, state: 'done' }));
  expect(readProgress(workbench.folder).lessons['01-one']).toEqual({
    ...{ state: 'done', attempts: 2, hints: 0, seconds: 0 },
  });
  put('workbench/.progress.json', '{"version": 1, "less');
  expect(readProgress(workbench.folder)).toEqual({ version: 1, lessons: {} });
  expect(existsSync(join(workbench.folder, '.progress.json.unreadable'))).toBe(true);
});
