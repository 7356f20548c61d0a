import {
  checkWorkbench,
  countTime,
  type Ground,
  type LessonFolder,
  type LessonReport,
  loadLesson,
  mutedReport,
  readProgress,
  updateLesson,
} from '@lab/lessons';
import type { CommandContext } from '../command.ts';
import type { Classroom } from './classroom.ts';

/** What the checks found; where all pass, whether the lesson is done: an incident also needs its cause named. */
export type CheckedLesson = LessonReport & { readonly isDone?: boolean };

/** Judges the files of the workbench by the checks of a lesson, and notes what came of it. */
export async function checkLesson(
  { terminal, signal }: CommandContext,
  { workbench, place }: Classroom,
  ground: Ground,
  folder: LessonFolder,
): Promise<CheckedLesson> {
  const lesson = await loadLesson(folder);
  terminal.progress('applying the files of the workbench');
  try {
    const report = await checkWorkbench(ground, lesson, {
      ...{ workbench, lessonFolder: folder, signal },
      onCheck: ({ title }) => terminal.progress(`checking: ${title}`),
    });
    const isFixed = report.state === 'right';
    // Up to here: a lesson that is done takes no more time.
    countTime(workbench.folder, folder.name);
    const { lessons } = updateLesson(workbench.folder, folder.name, ({ attempts, state, cause }) => ({
      attempts: attempts + 1,
      state: isFixed && (!lesson.incident || cause !== undefined) ? 'done' : state,
    }));
    const isMuted = readProgress(workbench.folder).muted === folder.name;
    const shown = isMuted ? mutedReport(report, place.on === undefined) : report;
    return { ...shown, ...(isFixed && { isDone: lessons[folder.name]?.state === 'done' }) };
  } finally {
    terminal.progress(undefined);
  }
}
