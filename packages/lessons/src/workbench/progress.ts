import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/** How far a learner has come with a lesson. */
export interface LessonProgress {
  readonly state: 'begun' | 'done';
  /** That the learner worked on it, breaks left out. */
  readonly seconds: number;
  /** Milliseconds since the epoch up to which `seconds` counts. */
  readonly seen?: number;
  /** Checks that were run. */
  readonly attempts: number;
  readonly hints: number;
  /** Of an incident: whether its cause was found. */
  readonly cause?: 'found' | 'given-up';
}

/** What is kept of a learner's work. It names nobody. */
export interface Progress {
  readonly version: 1;
  /** The lesson that is open: the name of its folder. */
  readonly current?: string;
  /** The kube context of the cluster on which it is open; the lab on this machine without. */
  readonly on?: string;
  /** The incident that is open and whose cause was not found yet: findings and causes are muted. */
  readonly muted?: string;
  readonly lessons: Readonly<Record<string, LessonProgress>>;
}

const NONE: Progress = { version: 1, lessons: {} };
const NOT_BEGUN: LessonProgress = { state: 'begun', seconds: 0, attempts: 0, hints: 0 };

/** Names of lessons, which become names of folders. */
const NAME = /^\d\d-[a-z0-9-]+$/;

function isLesson(lesson: unknown): boolean {
  const { seconds, attempts, hints, seen = 0 } = (lesson ?? {}) as Partial<LessonProgress>;
  return [seconds, attempts, hints, seen].every((count) => typeof count === 'number');
}

/** The progress in a text. @throws SyntaxError for what is none */
export function parseProgress(text: string): Progress {
  const read = JSON.parse(text) as Partial<Progress> | null;
  const { version, current, muted, on, lessons } = read ?? {};
  const isGood =
    version === 1 &&
    (on === undefined || typeof on === 'string') &&
    [current, muted].every((name) => name === undefined || NAME.test(String(name))) &&
    typeof lessons === 'object' &&
    lessons !== null &&
    Object.entries(lessons).every(([name, lesson]) => NAME.test(name) && isLesson(lesson));
  if (isGood) return read as Progress;
  throw new SyntaxError('this is no progress of lessons');
}

/** What is kept in a workbench. A file that cannot be read is put aside, and counts as none. */
export function readProgress(folder: string): Progress {
  const file = fileOf(folder);
  if (!existsSync(file)) return NONE;
  try {
    return parseProgress(readFileSync(file, 'utf8'));
  } catch {
    // Half a file, or somebody's edit.
  }
  renameSync(file, `${file}.unreadable`);
  return NONE;
}

/** Changes what is kept of one lesson. */
export function updateLesson(
  folder: string,
  name: string,
  change: (before: LessonProgress) => Partial<LessonProgress>,
): Progress {
  const progress = readProgress(folder);
  const before = progress.lessons[name] ?? NOT_BEGUN;
  return write(folder, {
    ...progress,
    lessons: { ...progress.lessons, [name]: { ...before, ...change(before) } },
  });
}

/** Milliseconds after which nothing was done: a break. */
const BREAK_MS = 600_000;

/** Counts the time since a lesson was last seen, until it is done; a break counts nothing. */
export function countTime(folder: string, name: string, now = Date.now()): Progress {
  return updateLesson(folder, name, ({ state, seconds, seen = now }) => {
    const counted = Math.max(0, Math.floor((now - seen) / 1000));
    if (state === 'done' || counted * 1000 > BREAK_MS) return { seen: now };
    return { seconds: seconds + counted, seen: seen + counted * 1000 };
  });
}

interface Opening {
  readonly isIncident?: boolean;
  /** The kube context of the cluster. */
  readonly on?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: number;
}

/** Opens a lesson; an incident is muted until its cause was found. */
export function openLesson(
  folder: string,
  name: string,
  { isIncident = false, on, now = Date.now() }: Opening = {},
): Progress {
  const { current = name } = readProgress(folder);
  countTime(folder, current, now);
  const { muted: _, on: __, ...progress } = readProgress(folder);
  const isMuted = isIncident && progress.lessons[name]?.cause === undefined;
  write(folder, {
    ...{ ...progress, current: name },
    ...(isMuted && { muted: name }),
    ...(on !== undefined && { on }),
  });
  // Time in another lesson is not this one's.
  return updateLesson(folder, name, (before) => (current === name ? before : { seen: now }));
}

/** Notes that the cause of an incident was found, or shown; nothing is muted from then on. */
export function noteCause(folder: string, name: string, cause: 'found' | 'given-up'): Progress {
  updateLesson(folder, name, (before) => ({ cause: before.cause ?? cause }));
  const { muted, ...progress } = readProgress(folder);
  return write(folder, muted === name || muted === undefined ? progress : { ...progress, muted });
}

function write(folder: string, progress: Progress): Progress {
  const file = fileOf(folder);
  makeFolder(dirname(file));
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(progress, null, 2)}\n`);
  renameSync(draft, file);
  return progress;
}

function fileOf(folder: string): string {
  return join(folder, '.progress.json');
}
