import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LabError } from '@lab/errors';
import type { Lesson } from './lesson.ts';
import { type LessonText, readLessonText } from './lesson-text.ts';

/** A lesson of the repository: `02-header-canary`. */
export interface LessonFolder {
  /** Name of the folder. */
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  readonly text: LessonText;
}

/** The lessons below `lessons/`, in their order. @throws LabError LESSON_INVALID for one whose page cannot be read */
export function listLessons(root: string): LessonFolder[] {
  const all = join(root, 'lessons');
  if (!existsSync(all)) return [];
  return readdirSync(all, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d\d-/.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const folder = join(all, name);
      const page = join(folder, 'lesson.md');
      if (!existsSync(page)) throw invalid(name, 'it has no lesson.md');
      return { name, folder, text: readLessonText(readFileSync(page, 'utf8')) };
    });
}

/** Loads its checks and hints, which are code of this repository. @throws LabError LESSON_INVALID */
export async function loadLesson({ name, folder }: LessonFolder): Promise<Lesson> {
  const file = join(folder, 'lesson.ts');
  if (!existsSync(file)) throw invalid(name, 'it has no lesson.ts');
  const { lesson } = (await import(pathToFileURL(file).href)) as { readonly lesson?: Lesson };
  if (!lesson) throw invalid(name, 'lesson.ts does not export `lesson`');
  return lesson;
}

/** The lesson whose folder has this name, number, or name without its number. */
export function findLesson(lessons: readonly LessonFolder[], wanted: string): LessonFolder | undefined {
  const number = /^\d$/.test(wanted) ? `0${wanted}` : wanted;
  return lessons.find(
    ({ name }) => name === wanted || name.startsWith(`${number}-`) || name.slice(3) === wanted,
  );
}

function invalid(name: string, reason: string): LabError {
  return new LabError(
    'LESSON_INVALID',
    `lesson ${name}: ${reason}`,
    'See lessons/README.md for what a lesson consists of.',
  );
}
