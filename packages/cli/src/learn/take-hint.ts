import { type LessonFolder, updateLesson } from '@lab/lessons';
import { onPlace } from '../render/on-place.ts';
import type { CheckedLesson } from './check-lesson.ts';
import type { Classroom } from './classroom.ts';

/**
 * The hint for what a check saw, which counts as taken; or why there is none.
 *
 * @param answer how to name the cause of an incident
 */
export function takeHint(
  { workbench, place: { on } }: Classroom,
  { name }: LessonFolder,
  { state, hint, isDone }: CheckedLesson,
  answer: string,
): string {
  if (state === 'right' && isDone === false)
    return `All checks pass. Name the cause, and the lesson is done: ${answer}`;
  if (state === 'right') return 'All checks pass: no hint is needed.';
  if (state === 'not-yet') return 'The mesh is still changing. Check again in a few seconds.';
  if (!hint)
    return onPlace('There is no hint for this state of the mesh: ./lab learn check shows what it does.', on);
  updateLesson(workbench.folder, name, ({ hints }) => ({ hints: hints + 1 }));
  return onPlace(hint.text, on);
}
