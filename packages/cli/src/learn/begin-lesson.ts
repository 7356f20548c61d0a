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
  writeMesh,
} from '@lab/lessons';
import type { CommandContext } from '../command.ts';
import { type Classroom, noteOpen, requireGround } from './classroom.ts';
import { openClusterGround, requireForLesson } from './cluster-ground.ts';

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
  return withFiles(context, classroom, lesson, port, ({ folder }) => {
    const { workbench } = classroom;
    const isOpen = readProgress(folder).current === lesson.name && filesOf(folder).length > 0;
    if (isOpen) return writeMesh(workbench, lesson);
    leave(workbench);
    if (!bringBack(workbench, lesson)) layOut(workbench, lesson, 'start');
  });
}

/** Puts files on the workbench and applies them. A cluster that refuses the learner or the lesson changes no file. */
async function withFiles(
  context: CommandContext,
  classroom: Classroom,
  lesson: LessonFolder,
  port: number | undefined,
  layFiles: (workbench: Workbench) => void,
): Promise<Ground | undefined> {
  const { workbench, place } = classroom;
  if (place.on === undefined) {
    layFiles(workbench);
    await noteOpen(classroom, lesson);
    const ground = await requireGround(context, workbench, port);
    await ground?.apply(context.signal);
    return ground;
  }
  const ground = await openClusterGround(context, classroom);
  try {
    await requireForLesson(ground, lesson, ground.context);
    layFiles(workbench);
    await noteOpen(classroom, lesson, ground.context);
    context.terminal.progress(`applying the lesson to ${ground.context}`);
    await ground.apply(context.signal);
    return ground;
  } catch (error) {
    await ground.close();
    throw error;
  } finally {
    context.terminal.progress(undefined);
  }
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
    throw new LabError('WORKBENCH_TAKEN', `${folder} has files that ./lab learn did not create`, REMEDY);
  setAside(workbench, readProgress(folder).current ?? `unknown-${Date.now()}`);
}

const REMEDY = 'Name an empty folder with LAB_WORKBENCH.';

/** Puts the start of a lesson back, and keeps the progress of all. */
export async function resetLesson(
  context: CommandContext,
  classroom: Classroom,
  lesson: LessonFolder,
): Promise<Ground | undefined> {
  return withFiles(context, classroom, lesson, undefined, (workbench) => {
    if (readProgress(workbench.folder).current !== lesson.name) leave(workbench);
    layOut(workbench, lesson, 'start');
  });
}

/**
 * Makes a cluster what it was before lessons, and gives it to the next learner. The files of the lesson, if one is named, are those of
 * its start then.
 *
 * @returns the kube context
 */
export async function restoreCluster(
  context: CommandContext,
  classroom: Classroom,
  lesson: LessonFolder | undefined,
): Promise<string> {
  const ground = await openClusterGround(context, classroom);
  try {
    context.terminal.progress(`putting ${ground.context} back`);
    await ground.restore();
    const { workbench } = classroom;
    if (lesson && readProgress(workbench.folder).current === lesson.name) {
      layOut(workbench, lesson, 'start');
      // Nothing of it is in the cluster any more.
      await noteOpen(classroom, lesson);
    }
    return ground.context;
  } finally {
    context.terminal.progress(undefined);
    await ground.close();
  }
}
