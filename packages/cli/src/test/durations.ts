import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Project } from './plan-runs.ts';

/** Seconds by test file, as they were the last time. */
export type Durations = Readonly<Record<string, number>>;

/** Of a file that has not run here yet. Only an estimate of the time left depends on it. */
const USUAL: Readonly<Record<Project, number>> = {
  unit: 0.3,
  programs: 12,
  lab: 13,
  labs: 40,
  checkouts: 120,
  lessons: 120,
};

export function expectedSeconds(durations: Durations, project: Project, file: string): number {
  return durations[file] ?? USUAL[project];
}

/** What an earlier run has written; empty where there was none. */
export function readDurations(file: string): Durations {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Durations;
  } catch {
    return {};
  }
}

export function writeDurations(file: string, durations: Durations): void {
  mkdirSync(dirname(file), { recursive: true });
  const sorted = Object.entries(durations).toSorted(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 1)}\n`);
}
