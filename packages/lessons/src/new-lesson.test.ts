import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newLesson } from './new-lesson.ts';
import { filesOf } from './workbench/workbench.ts';

const repository = resolve(import.meta.dirname, '../../..');
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lessons-'));
  cpSync(join(repository, 'lessons/01-subsets'), join(root, 'lessons/01-subsets'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('begins as a whole lesson, with a title of its own', () => {
  const { name, folder, text } = newLesson(root, 'blue-green');
  expect({ name, title: text.title }).toEqual({ name: '02-blue-green', title: 'Blue green' });
  expect(filesOf(folder)).toContain('lesson.ts');
});

it('takes a number, which no other lesson may have', () => {
  expect(newLesson(root, 'house-rule', 50).name).toBe('50-house-rule');
  expect(newLesson(root, 'blue-green', 7).name).toBe('07-blue-green');
  newLesson(root, 'last', 99);
  expect(() => newLesson(root, 'after-it')).toThrow(expect.objectContaining({ code: 'NAME_TAKEN' }));
  expect(() => newLesson(root, 'again', 1)).toThrow(expect.objectContaining({ code: 'NAME_TAKEN' }));
});

it('refuses names that cannot be, and names that are taken', () => {
  expect(() => newLesson(root, '../x')).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
  expect(() => newLesson(root, 'subsets')).toThrow(expect.objectContaining({ code: 'NAME_TAKEN' }));
});
