import type { LessonFolder, Progress } from '@lab/lessons';

/** What is said of a lesson that is left, if it is an incident whose cause was not named. */
export function unnamedText(
  { muted }: Pick<Progress, 'muted'>,
  { name }: Pick<LessonFolder, 'name'>,
): string | undefined {
  if (muted !== name) return undefined;
  return `The incident ${name} is not done: you have not named its cause. ./lab learn start ${name} comes back to it.`;
}
