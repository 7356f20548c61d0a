import { LabError } from '@lab/errors';
import {
  bringBack,
  filesOf,
  type Ground,
  isWorkbench,
  type LessonFolder,
  layOut,
  readProgress,
  setAside,
  type Workbench,
} from '@lab/lessons';
import type { CommandContext } from '../command.ts';
import { type Classroom, noteOpen, requireGround } from './classroom.ts';

/**
 * Opens a lesson: its files are on the workbench, and the lab runs them. Files of the lesson that was open are kept, and
 * come back when it is opened again.
 *
 * @returns undefined where the lab did not start
 */
export async function beginLesson(
  context: CommandContext,
  classroom: Classroom,
  lesson: LessonFolder,
  port?: number,
): Promise<Ground | undefined> {
  const { workbench } = classroom;
  const { current } = readProgress(workbench.folder);
  const isOpen = current === lesson.name && filesOf(workbench.folder).length > 0;
  if (!isOpen) {
    leave(workbench);
    if (!bringBack(workbench, lesson)) layOut(workbench, lesson, 'start');
  }
  await noteOpen(classroom, lesson);
  const ground = await requireGround(context, workbench, port);
  await ground?.apply(context.signal);
  return ground;
}

/**
 * Keeps the files that are there, by the lesson that was open.
 *
 * @throws LabError WORKBENCH_TAKEN for a folder with files that no lesson put there
 */
function leave(workbench: Workbench): void {
  const { folder } = workbench;
  if (filesOf(folder).length === 0) return;
  if (!isWorkbench(folder))
    throw new LabError('WORKBENCH_TAKEN', `${folder} has files that are not of ./lab learn`, REMEDY);
  setAside(workbench, readProgress(folder).current ?? `unknown-${Date.now()}`);
}

const REMEDY = 'Name an empty folder with LAB_WORKBENCH.';

/** Puts the start of a lesson back, and keeps the progress of all. */
export async function resetLesson(
  context: CommandContext,
  classroom: Classroom,
  lesson: LessonFolder,
): Promise<boolean> {
  const { workbench } = classroom;
  if (readProgress(workbench.folder).current !== lesson.name) leave(workbench);
  layOut(workbench, lesson, 'start');
  await noteOpen(classroom, lesson);
  const ground = await requireGround(context, workbench);
  await ground?.apply(context.signal);
  return ground !== undefined;
}
