/** The projects of vitest.config.ts. */
export const projects = ['unit', 'programs', 'lab', 'labs', 'checkouts', 'lessons'] as const;
export type Project = (typeof projects)[number];

/** What runs at the same time: each lane is its projects one after the other. */
type Stage = readonly (readonly Project[])[];

/**
 * Tests that start no lab keep every core busy by themselves. Labs are one after the other in a lane, two lanes at a
 * time: a lab that is up waits more than it works.
 */
const EVERYTHING: readonly Stage[] = [
  [['unit']],
  [['programs']],
  [['labs'], ['checkouts', 'lab', 'lessons']],
];

/** What somebody who is new here runs: one lab leaves the cores idle for most of the time, which the unit tests use. */
const NEWCOMER: readonly Stage[] = [[['unit'], ['lab']]];

export interface TestChoice {
  /** Everything, in place of unit tests and those of the lab. */
  readonly all?: boolean;
  readonly unit?: boolean;
  readonly e2e?: boolean;
  /** Part of a path: files of every project are asked for it. */
  readonly filter?: string;
}

/** Stages to run in this order. `--unit` with `--e2e` is the same as neither of them. */
export function planStages({ all = false, unit = false, e2e = false, filter }: TestChoice): Stage[] {
  const isChosen = (project: Project) => unit === e2e || unit === (project === 'unit');
  return (all || filter !== undefined ? EVERYTHING : NEWCOMER)
    .map((stage) => stage.map((lane) => lane.filter(isChosen)).filter((lane) => lane.length > 0))
    .filter((stage) => stage.length > 0);
}
