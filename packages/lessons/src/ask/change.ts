import { setTimeout as delay } from 'node:timers/promises';
import type { Ground } from '../ground.ts';
import type { LessonFolder } from '../read-lessons.ts';
import { stepBack } from '../workbench/step-back.ts';
import type { Workbench } from '../workbench/workbench.ts';
import type { Ask } from './ask.ts';

/** Milliseconds of load before the edit, and after connections from before it have gone. */
const MARGIN_MS = 300;
/** Milliseconds to bring back the learner's files where the check is cut off. */
const RESTORE_MS = 30_000;

/** A lesson that is being done. */
export interface Desk {
  readonly workbench: Workbench;
  readonly lessonFolder: LessonFolder;
  readonly signal: AbortSignal;
}

/** Makes the last step of the learner's edit once more, while requests are sent. */
export function changeOf(ground: Ground, { workbench, lessonFolder, signal }: Desk): Ask['change'] {
  return async (startFiles, during) => {
    const before = stepBack(workbench, lessonFolder, startFiles);
    const end = new AbortController();
    let isBack = false;
    try {
      await ground.apply(signal, before.folder);
      const result = during(AbortSignal.any([signal, end.signal]));
      // It may fail before it is awaited below, which throws its error.
      result.catch(() => undefined);
      await delay(MARGIN_MS, undefined, { signal });
      await ground.apply(signal);
      isBack = true;
      await delay(ground.mesh.drainMs + MARGIN_MS, undefined, { signal });
      end.abort();
      return await result;
    } finally {
      end.abort();
      if (!isBack) await ground.apply(AbortSignal.timeout(RESTORE_MS));
    }
  };
}
