import type { LessonDesk, LessonState, OpenLesson } from '@lab/console';
import {
  choicesOf,
  filesOf,
  findLesson,
  type Ground,
  type Incident,
  type LessonFolder,
  loadLesson,
  noteCause,
  QUESTIONS,
  type QuestionName,
  questionOf,
  readProgress,
  rightChoices,
} from '@lab/lessons';
import { InvalidRequestError } from '@lab/mesh-client';
import type { CommandContext } from '../command.ts';
import { beginLesson, resetLesson, restoreCluster } from '../learn/begin-lesson.ts';
import { type CheckedLesson, checkLesson } from '../learn/check-lesson.ts';
import { type LearnPlace, openClassroom } from '../learn/classroom.ts';
import { judgeAnswer } from '../learn/name-cause.ts';
import { takeHint } from '../learn/take-hint.ts';

/** What is known of the lesson that is open beside its files and its progress. */
type Seen = Pick<OpenLesson, 'checking' | 'report' | 'hint' | 'mistakes'>;

const NONE: Seen = {};

/** Does lessons for a page, as `./lab learn` does them on a terminal: the same files, checks and progress. */
export function lessonDesk(context: CommandContext, place: LearnPlace = {}): LessonDesk {
  const classroom = openClassroom(context, place);
  const { folder } = classroom.workbench;
  let seen: { readonly of: string | undefined; readonly what: Seen } = { of: undefined, what: NONE };
  let isBusy = false;
  let tell = () => {};
  const current = () => {
    const name = readProgress(folder).current;
    return name === undefined ? undefined : findLesson(classroom.lessons, name);
  };
  const note = (what: Seen) => {
    seen = { of: current()?.name, what };
    tell();
  };
  const requireCurrent = (): LessonFolder => {
    const lesson = current();
    if (lesson) return lesson;
    throw new InvalidRequestError('no lesson is open: start one');
  };
  /** Progress of a check goes to the page, and nothing to the log of the lab. */
  const quiet: CommandContext = {
    ...context,
    terminal: {
      ...context.terminal,
      progress: (text) => {
        const checking = text?.startsWith('checking: ') ? text.slice('checking: '.length) : undefined;
        const { checking: _, ...what } = seen.what;
        note({ ...what, ...(checking !== undefined && { checking }) });
      },
    },
  };
  const alone = async (work: () => Promise<void>) => {
    if (isBusy) throw new InvalidRequestError('the lesson is being checked or laid out: wait until it is');
    isBusy = true;
    tell();
    try {
      await work();
    } finally {
      isBusy = false;
      tell();
    }
  };
  const closed = async (opened: Promise<Ground | undefined>, work = async (_: Ground) => {}) => {
    const ground = await opened;
    try {
      if (ground) await work(ground);
    } finally {
      await ground?.close();
    }
  };
  const check = async (): Promise<CheckedLesson | undefined> => {
    const lesson = requireCurrent();
    let found: CheckedLesson | undefined;
    note(NONE);
    await closed(beginLesson(quiet, classroom, lesson), async (ground) => {
      found = await checkLesson(quiet, classroom, ground, lesson);
    });
    note(found ? { report: { state: found.state, checks: found.checks } } : NONE);
    return found;
  };
  return {
    onChange: (listener) => {
      tell = listener;
    },
    state: async (): Promise<LessonState> => {
      const progress = readProgress(folder);
      const lesson = current();
      const lessons = classroom.lessons.map(({ name, text }) => {
        const own = progress.lessons[name];
        return { name, title: text.title, ...(own && { progress: own }) };
      });
      if (!lesson) return { folder, isBusy, lessons };
      const what = seen.of === lesson.name ? seen.what : NONE;
      const own = progress.lessons[lesson.name];
      const isDone = what.report?.state === 'right' && own?.state === 'done';
      const opened = await openLesson(lesson, folder, own?.cause !== undefined);
      return { folder, isBusy, lessons, current: { ...opened, ...what, isDone } };
    },
    start: (name) =>
      alone(async () => {
        const lesson = findLesson(classroom.lessons, name);
        if (!lesson) throw new InvalidRequestError(`there is no lesson "${name}"`);
        await closed(beginLesson(quiet, classroom, lesson));
        note(NONE);
      }),
    check: () => alone(async () => void (await check())),
    reset: () =>
      alone(async () => {
        const lesson = requireCurrent();
        if (place.on === undefined) await closed(resetLesson(quiet, classroom, lesson));
        else await restoreCluster(quiet, classroom, lesson);
        note(NONE);
      }),
    hint: () =>
      alone(async () => {
        const found = await check();
        if (!found) return;
        const hint = takeHint(classroom, requireCurrent(), found, 'answer the questions on this page.');
        note({ ...seen.what, hint });
      }),
    answer: ({ answer, giveUp = false }) =>
      alone(async () => {
        const lesson = requireCurrent();
        const { incident } = await loadLesson(lesson);
        if (!incident) throw new InvalidRequestError(`${lesson.name} is not an incident`);
        if (giveUp) noteCause(folder, lesson.name, 'given-up');
        else if (!answer) throw new InvalidRequestError('an answer has three parts: hop, cause and evidence');
        else {
          const { mistakes } = judgeAnswer(classroom, lesson, incident, answer);
          note({ ...seen.what, mistakes });
          if (mistakes.length > 0) return;
        }
        // Where the mesh was fixed before, that was the last thing missing.
        await check();
      }),
  };
}

/** What does not change while a lesson is open, but for the files. */
async function openLesson(
  lesson: LessonFolder,
  folder: string,
  isCauseKnown: boolean,
): Promise<Omit<OpenLesson, 'isDone'>> {
  const { minutes, checks, incident } = await loadLesson(lesson);
  const inWords = (of: Incident, question: QuestionName) => ({ question, text: questionOf(of, question) });
  const asked = (of: Incident) =>
    QUESTIONS.map((question) => ({ ...inWords(of, question), choices: choicesOf(of, question) }));
  const known = (of: Incident) =>
    rightChoices(of).map(({ question, choice }) => ({ ...inWords(of, question), choice }));
  return {
    ...{ name: lesson.name, text: lesson.text, minutes, files: filesOf(folder) },
    checks: checks.map(({ title }) => title),
    ...(incident && (isCauseKnown ? { cause: known(incident) } : { questions: asked(incident) })),
  };
}
