import {
  checkWorkbench,
  type Ground,
  type LessonFolder,
  type LessonReport,
  loadLesson,
  updateLesson,
} from '@lab/lessons';
import type { CommandContext } from '../command.ts';
import type { Classroom } from './classroom.ts';

/** Judges the files of the workbench by the checks of a lesson, and notes what came of it. */
export async function checkLesson(
  { terminal, signal }: CommandContext,
  { workbench }: Classroom,
  ground: Ground,
  folder: LessonFolder,
): Promise<LessonReport & { readonly isDone?: boolean }> {
  const lesson = await loadLesson(folder);
  terminal.progress('applying the files of the workbench');
  try {
    const report = await checkWorkbench(ground, lesson, {
      ...{ workbench, lessonFolder: folder, signal },
      onCheck: ({ title }) => terminal.progress(`checking: ${title}`),
    });
    const isFixed = report.state === 'right';
    const { lessons } = updateLesson(workbench.folder, folder.name, ({ attempts, state, cause }) => ({
      attempts: attempts + 1,
      state: isFixed && (!lesson.incident || cause !== undefined) ? 'done' : state,
    }));
    return { ...report, ...(isFixed && { isDone: lessons[folder.name]?.state === 'done' }) };
  } finally {
    terminal.progress(undefined);
  }
}
