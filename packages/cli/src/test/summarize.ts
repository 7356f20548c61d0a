import { isExcused } from '../tools-not-in-ci.ts';
import type { TestsResult } from './run-tests.ts';
import type { FileResult } from './test-events.ts';

/** What is said at the end. */
export interface Summary {
  readonly passed: number;
  /** Tests, files that could not run, and in CI skipped tests. */
  readonly failed: number;
  /** Names of tests. */
  readonly skipped: readonly string[];
  /** What `failed` counts, by name. */
  readonly failures: readonly string[];
  /** Lines on each of them that say why, where that is known. */
  readonly reasons: Readonly<Record<string, readonly string[]>>;
  /** Tests that failed in the first run and passed in the second: {@link filesToRunAgain}. */
  readonly flaky: readonly string[];
  /** Labs that were started. */
  readonly coldStarts: number;
}

/** @param isCi a machine that is to prove the project must not pass by leaving tests out */
export function summarize({ files, projects }: TestsResult, isCi: boolean): Summary {
  const skipped = files.flatMap((file) => file.skipped);
  const failures = [
    ...files.flatMap(({ file, failed }) => failed.map((name) => `${file} > ${name}`)),
    ...files.filter(({ isBroken }) => isBroken).map(({ file }) => `${file} did not run`),
    ...projects.filter(({ isBroken }) => isBroken).map(({ project }) => `vitest, project ${project}`),
    ...(isCi ? skipped.filter((name) => !isExcused(name)).map((name) => `skipped: ${name}`) : []),
  ];
  return {
    passed: files.reduce((sum, { passed }) => sum + passed, 0),
    failed: failures.length,
    skipped,
    failures,
    reasons: Object.fromEntries(files.flatMap(reasonsOf)),
    flaky: files.flatMap(({ file, flaky = [] }) => flaky.map((name) => `${file} > ${name}`)),
    coldStarts: projects.reduce((sum, { coldStarts }) => sum + coldStarts, 0),
  };
}

function reasonsOf({ file, reasons = {} }: FileResult): [string, readonly string[]][] {
  return Object.entries(reasons).flatMap(([name, lines]): [string, readonly string[]][] => [
    [`${file} > ${name}`, lines],
    ...(name === 'the file' ? [[`${file} did not run`, lines] as [string, readonly string[]]] : []),
  ]);
}

/** One line a project, and one for all of them. */
export function projectLines({ projects, files, seconds }: TestsResult): string[] {
  const lines = projects.map(({ project, seconds: taken, coldStarts }) => {
    const own = files.filter((file) => file.project === project);
    const passed = own.reduce((sum, file) => sum + file.passed, 0);
    return line(project, own.length, passed, taken, coldStarts);
  });
  const passed = files.reduce((sum, file) => sum + file.passed, 0);
  const coldStarts = projects.reduce((sum, project) => sum + project.coldStarts, 0);
  return [...lines, line('in all', files.length, passed, seconds, coldStarts)];
}

/** The files that took longest, the longest first. */
export function slowestLines({ files }: TestsResult, count: number): string[] {
  const slowest = files.toSorted((one, other) => other.seconds - one.seconds).slice(0, count);
  return slowest.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`);
}

function line(name: string, files: number, passed: number, seconds: number, coldStarts: number): string {
  const counts = `${String(files).padStart(4)} files  ${String(passed).padStart(5)} passed`;
  const starts = coldStarts > 0 ? `  ${coldStarts} cold ${coldStarts === 1 ? 'start' : 'starts'}` : '';
  return `${name.padEnd(10)}${counts}  ${seconds.toFixed(1).padStart(7)} s${starts}`;
}
