import { hasCode, type LabError } from '@lab/errors';
import { type Ground, type LessonFolder, layOut, type Workbench } from '@lab/lessons';
import { findLab } from '@lab/mesh-client';
import type { CommandContext } from '../command.ts';
import { overlayFrom } from '../overlay-options.ts';
import { choiceOf } from '../up/change-running.ts';
import { type Classroom, requireGround } from './classroom.ts';
import { openClusterGround, requireForLesson } from './cluster-ground.ts';

/** Milliseconds to bring back what ran before, also after Ctrl-C. */
const RESTORE_MS = 30_000;

/** Where lessons are proven. */
export interface ProvingPlace {
  readonly ground: Ground;
  /** Whether a lesson can run there; why not is said. */
  takes(lesson: LessonFolder): Promise<boolean>;
  /** Brings back what was there before. */
  end(): Promise<void>;
}

/** Opens the place that the learner names. Undefined where there is no lesson, or the lab did not start. */
export async function openProvingPlace(
  context: CommandContext,
  classroom: Classroom,
  [first]: Classroom['lessons'],
): Promise<ProvingPlace | undefined> {
  if (!first) return undefined;
  return classroom.place.on === undefined
    ? openLab(context, classroom.workbench, first)
    : openCluster(context, classroom);
}

async function openLab(
  context: CommandContext,
  workbench: Workbench,
  first: LessonFolder,
): Promise<ProvingPlace | undefined> {
  const before = await (await findLab(context.root))?.status();
  layOut(workbench, first, 'start');
  const ground = await requireGround(context, workbench);
  if (!ground) return undefined;
  return {
    ground,
    takes: async () => true,
    end: async () => {
      // A lab that was started for this goes on with the overlay that `up` would have run.
      const choice = before ? choiceOf(before) : overlayFrom(context, {});
      await (await findLab(context.root))?.configure(choice, AbortSignal.timeout(RESTORE_MS));
    },
  };
}

async function openCluster(context: CommandContext, classroom: Classroom): Promise<ProvingPlace> {
  const ground = await openClusterGround(context, classroom);
  return {
    ground,
    takes: async (lesson) => {
      try {
        await requireForLesson(ground, lesson, ground.context);
        return true;
      } catch (error) {
        if (!hasCode(error, 'LESSON_NOT_ON_CLUSTER')) throw error;
        context.terminal.note(`left out: ${(error as LabError).message}`);
        return false;
      }
    },
    end: async () => {
      try {
        if (context.signal.aborted)
          context.terminal.note(`Put it back: ./lab learn reset --on ${ground.context}`);
        else await ground.restore();
      } finally {
        await ground.close();
      }
    },
  };
}
