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
): Promise<LessonReport> {
  const lesson = await loadLesson(folder);
  terminal.progress('applying the files of the workbench');
  try {
    const report = await checkWorkbench(ground, lesson, {
      ...{ folder: workbench.folder, signal },
      onCheck: ({ title }) => terminal.progress(`checking: ${title}`),
    });
    updateLesson(workbench.folder, folder.name, ({ attempts, state }) => ({
      attempts: attempts + 1,
      state: report.state === 'right' ? 'done' : state,
    }));
    return report;
  } finally {
    terminal.progress(undefined);
  }
}
