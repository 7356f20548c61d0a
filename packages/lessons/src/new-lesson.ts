import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { type LessonFolder, listLessons } from './read-lessons.ts';

/** The lesson that a new one begins as: a whole one, which `verify` proves. */
const TEMPLATE = 'subsets';
/** The highest number of a lesson: names of folders begin with two digits. */
const LAST = 99;

/**
 * Writes a lesson to begin with, which passes `verify` before the first edit.
 *
 * @param name lower-case letters, digits and hyphens
 * @param number of its folder, 0 to 99; absent for the one after the last
 * @returns its folder
 * @throws LabError NAME_INVALID, NAME_TAKEN, or LESSON_INVALID where the template is not there
 */
export function newLesson(root: string, name: string, number?: number): LessonFolder {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new LabError('NAME_INVALID', `"${name}" cannot be the name of a lesson`, NAMES);
  const lessons = listLessons(root);
  if (lessons.some((lesson) => lesson.name.slice(3) === name))
    throw new LabError('NAME_TAKEN', `there is a lesson ${name} already`, 'Choose another name.');
  const template = lessons.find((lesson) => lesson.name.slice(3) === TEMPLATE);
  if (!template)
    throw new LabError(
      'LESSON_INVALID',
      `there is no lesson ${TEMPLATE} to begin with`,
      'Restore lessons/ with git.',
    );
  const next = number ?? Number(lessons.at(-1)?.name.slice(0, 2) ?? 0) + 1;
  if (next > LAST)
    throw new LabError(
      'NAME_TAKEN',
      `no number is free after that of lesson ${lessons.at(-1)?.name}`,
      'Choose one that is free, with --number.',
    );
  const digits = String(next).padStart(2, '0');
  const taken = lessons.find((lesson) => lesson.name.startsWith(`${digits}-`));
  if (taken)
    throw new LabError(
      'NAME_TAKEN',
      `${digits} is the number of lesson ${taken.name}`,
      'Choose another one.',
    );
  const folder = join(root, 'lessons', `${digits}-${name}`);
  cpSync(template.folder, folder, { recursive: true, errorOnExist: true, force: false });
  const page = join(folder, 'lesson.md');
  const title = `${name[0]?.toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
  writeFileSync(page, readFileSync(page, 'utf8').replace(/^# .*/, `# ${title}`));
  const [written] = listLessons(root).filter((lesson) => lesson.folder === folder);
  return written as LessonFolder;
}

const NAMES = 'Use lower-case letters, digits and hyphens, for example blue-green.';
