import type { Progress } from './workbench/progress.ts';

/** How far one learner has come. */
export interface BoardRow {
  /** Of the file, or the address: progress itself names nobody. */
  readonly learner: string;
  readonly done: number;
  readonly current?: string;
  readonly seconds: number;
  readonly hints: number;
}

/** Adds up one learner's progress. */
export function boardRow(learner: string, { lessons, current }: Progress): BoardRow {
  const all = Object.values(lessons);
  const sum = (of: (lesson: (typeof all)[number]) => number) =>
    all.reduce((total, one) => total + of(one), 0);
  return {
    learner,
    done: all.filter(({ state }) => state === 'done').length,
    ...(current !== undefined && { current }),
    seconds: sum(({ seconds }) => seconds),
    hints: sum(({ hints }) => hints),
  };
}
