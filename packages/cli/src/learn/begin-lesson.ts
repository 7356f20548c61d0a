import {
  bringBack,
  filesOf,
  type Ground,
  type LessonFolder,
  layOut,
  readProgress,
  setAside,
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
  const isOpen = current === lesson.name;
  if (!isOpen && current !== undefined) setAside(workbench, current);
  if (!(isOpen && filesOf(workbench.folder).length > 0) && !bringBack(workbench, lesson))
    layOut(workbench, lesson, 'start');
  await noteOpen(classroom, lesson);
  const ground = await requireGround(context, workbench, port);
  await ground?.apply(context.signal);
  return ground;
}

/** Puts the start of a lesson back, and keeps the progress of all. */
export async function resetLesson(
  context: CommandContext,
  classroom: Classroom,
  lesson: LessonFolder,
): Promise<boolean> {
  layOut(classroom.workbench, lesson, 'start');
  await noteOpen(classroom, lesson);
  const ground = await requireGround(context, classroom.workbench);
  await ground?.apply(context.signal);
  return ground !== undefined;
}
