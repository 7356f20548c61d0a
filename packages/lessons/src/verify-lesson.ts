import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeOf } from './ask/change.ts';
import { createAsk } from './ask/create-ask.ts';
import { checkWorkbench } from './check-workbench.ts';
import type { Ground } from './ground.ts';
import type { Lesson } from './lesson.ts';
import { type LessonFolder, loadLesson } from './read-lessons.ts';
import type { LessonReport } from './run-checks.ts';
import { filesOf, layOut, type Variant, type Workbench } from './workbench/workbench.ts';

/** What one variant of a lesson was held against. */
export interface VerifiedVariant {
  /** `start`, `solution`, `wrong/NAME` or `reset`. */
  readonly variant: string;
  /** Absent where it is as it should be. */
  readonly mistake?: string;
  readonly milliseconds: number;
}

export interface VerifyOptions {
  readonly workbench: Workbench;
  readonly ground: Ground;
  readonly signal: AbortSignal;
  readonly onVariant: (result: VerifiedVariant) => void;
}

/**
 * Proves a lesson: the start fails every check but the guards, the solution passes all, each wrong answer gets the hint
 * that it names, and a reset gives back the start byte for byte.
 */
export async function verifyLesson(folder: LessonFolder, options: VerifyOptions): Promise<VerifiedVariant[]> {
  const lesson = await loadLesson(folder);
  const results: VerifiedVariant[] = [];
  const verify = async (variant: string, judge: () => Promise<string | undefined>) => {
    const begun = performance.now();
    const mistake = await judge();
    const result = { variant, ...(mistake && { mistake }), milliseconds: performance.now() - begun };
    results.push(result);
    options.onVariant(result);
  };
  const reportOf = (variant: Variant) => judgeVariant(folder, lesson, variant, options);
  await verify('start', async () => startMistake(lesson, await reportOf('start')));
  for (const name of foldersBelow(join(folder.folder, 'wrong'))) {
    await verify(`wrong/${name}`, async () => wrongMistake(lesson, name, await reportOf({ wrong: name })));
  }
  await verify('solution', async () => solutionMistake(await reportOf('solution')));
  await verify('reset', async () => resetMistake(folder, options.workbench));
  return results;
}

async function judgeVariant(
  folder: LessonFolder,
  lesson: Lesson,
  variant: Variant,
  { workbench, ground, signal }: VerifyOptions,
): Promise<LessonReport> {
  layOut(workbench, folder, variant);
  if (lesson.example && variant !== 'start') {
    await ground.apply(signal);
    const change = changeOf(ground, { workbench, lessonFolder: folder, signal });
    const known = { findings: [], answer: {}, files: new Map(), change };
    const values = await lesson.example(createAsk(ground.mesh, known, signal));
    layOut(workbench, folder, variant, values);
  }
  return checkWorkbench(ground, lesson, {
    workbench,
    lessonFolder: folder,
    signal,
    all: variant === 'start',
  });
}

function startMistake(lesson: Lesson, { checks, state }: LessonReport): string | undefined {
  if (state === 'right') return 'every check passes before anything is done';
  if (checks.length !== lesson.checks.length) return describe(checks[0]);
  for (const [index, { title, verdict }] of checks.entries()) {
    const isGuard = lesson.checks[index]?.isGuard ?? false;
    if (isGuard && verdict.state !== 'right') return `the guard "${title}" fails: ${describe(checks[index])}`;
    if (!isGuard && verdict.state === 'right') return `"${title}" passes before anything is done`;
  }
  return undefined;
}

function wrongMistake(
  lesson: Lesson,
  name: string,
  { state, hint, checks }: LessonReport,
): string | undefined {
  const wanted = lesson.wrong[name];
  if (wanted === undefined) return 'lesson.ts names no hint for it';
  if (state === 'right') return 'every check passes';
  if (hint?.id === wanted) return undefined;
  const failed = checks.find(({ verdict }) => verdict.state !== 'right');
  return `hint ${wanted} was expected, and ${hint?.id ?? 'none'} given: ${describe(failed)}`;
}

function solutionMistake({ state, checks }: LessonReport): string | undefined {
  if (state === 'right') return undefined;
  return describe(checks.find(({ verdict }) => verdict.state !== 'right'));
}

function resetMistake(folder: LessonFolder, workbench: Workbench): string | undefined {
  layOut(workbench, folder, 'start');
  const start = join(folder.folder, 'start');
  const [own, wanted] = [filesOf(workbench.folder), filesOf(start)];
  if (own.join() !== wanted.join()) return `files are ${own.join(', ')}, and not ${wanted.join(', ')}`;
  const other = wanted.find(
    (file) => !readFileSync(join(start, file)).equals(readFileSync(join(workbench.folder, file))),
  );
  return other && `${other} is not as in start/`;
}

function describe(check: LessonReport['checks'][number] | undefined): string {
  if (!check) return 'no check was run';
  const { title, verdict } = check;
  if (verdict.state === 'wrong') return `"${title}": expected ${verdict.expected}, got ${verdict.got}`;
  return verdict.state === 'not-yet' ? verdict.reason : `"${title}" ${verdict.state}`;
}

function foldersBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
