import { type LessonFolder, type LessonReport, updateLesson } from '@lab/lessons';
import { onPlace } from '../render/on-place.ts';
import type { Classroom } from './classroom.ts';

/** The hint for what a check saw, which counts as taken; or why there is none. */
export function takeHint(
  { workbench, place: { on } }: Classroom,
  { name }: LessonFolder,
  { state, hint }: LessonReport,
): string {
  if (state === 'right') return 'All checks pass: no hint is needed.';
  if (state === 'not-yet') return 'The mesh is still changing. Check again in a few seconds.';
  if (!hint)
    return onPlace('There is no hint for this state of the mesh: ./lab learn check shows what it does.', on);
  updateLesson(workbench.folder, name, ({ hints }) => ({ hints: hints + 1 }));
  return onPlace(hint.text, on);
}
