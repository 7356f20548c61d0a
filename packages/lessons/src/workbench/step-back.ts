import { copyFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LessonFolder } from '../read-lessons.ts';
import { filesOf, type Workbench, writeMesh } from './workbench.ts';

/** Folder of the workbench: the learner's files with some of the start. */
const BEFORE = '.before';

/**
 * Lays out the learner's files with some of the start in their place: the state before the last step of an edit.
 *
 * @param startFiles names of files in `start/`
 * @returns a workbench of its own
 */
export function stepBack(
  workbench: Workbench,
  lesson: LessonFolder,
  startFiles: readonly string[],
): Workbench {
  const before = { ...workbench, folder: join(workbench.folder, BEFORE) };
  rmSync(before.folder, { recursive: true, force: true });
  for (const file of filesOf(workbench.folder))
    cpSync(join(workbench.folder, file), join(before.folder, file), { recursive: true });
  for (const file of startFiles) copyFileSync(join(lesson.folder, 'start', file), join(before.folder, file));
  writeMesh(before, lesson);
  return before;
}
