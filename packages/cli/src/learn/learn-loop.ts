import {
  filesText,
  type Ground,
  type LessonFolder,
  type LessonReport,
  loadLesson,
  QUESTIONS,
  type QuestionName,
  readProgress,
  updateLesson,
} from '@lab/lessons';
import type { CommandContext, CommandResult } from '../command.ts';
import { explainCommand } from '../commands/explain.ts';
import { answerCommand, questionText } from '../commands/learn-answer.ts';
import { whyCommand } from '../commands/why.ts';
import { mutable } from '../muting.ts';
import { errorLines } from '../render/error-lines.ts';
import { fileNames } from '../render/file-names.ts';
import { lessonList, lessonText, reportText } from '../render/lesson-view.ts';
import { wrapText } from '../render/wrap-text.ts';
import { beginLesson, resetLesson } from './begin-lesson.ts';
import { checkLesson } from './check-lesson.ts';
import { type Classroom, lessonToOpen, requireLesson } from './classroom.ts';
import { type LearnEvents, openEvents } from './events.ts';
import { solutionText } from './solution-text.ts';
import { takeHint } from './take-hint.ts';

const KEYS = 'h hint   c check   w why   e explain   s solution   r reset   l list   n next   q quit';
/** While the cause of an incident is muted, so are `w` and `e`. */
const MUTED_KEYS = 'a answer   h hint   c check   s solution   r reset   l list   n next   q quit';

interface State {
  readonly context: CommandContext;
  readonly classroom: Classroom;
  readonly events: LearnEvents;
  ground: Ground;
  lesson: LessonFolder;
  report: LessonReport | undefined;
  /** The files as the lesson laid them out: that is nobody's edit. */
  laidOut: string;
}

/** Shows the lesson, checks at each save, and answers keys until the learner quits. */
export async function learnLoop(
  context: CommandContext,
  classroom: Classroom,
  { lesson: name, plain = false }: { readonly lesson?: string; readonly plain?: boolean },
): Promise<CommandResult> {
  const lesson = name === undefined ? lessonToOpen(classroom) : requireLesson(classroom, name);
  const ground = await beginLesson(context, classroom, lesson);
  if (!ground) return { exitCode: 1 };
  showLesson(context, classroom, lesson);
  if (!process.stdin.isTTY && !plain) {
    context.terminal.note(
      '\nThis is not a terminal. Use ./lab learn check, hint, answer, solution, reset and next, or ./lab learn --plain.',
    );
    await ground.close();
    return { exitCode: 0 };
  }
  const events = await openEvents({
    ...{ folder: classroom.workbench.folder, isPlain: plain, signal: context.signal },
    onUnwatched: (reason) =>
      context.terminal.note(`Files cannot be watched here (${reason}): press c to check.`),
  });
  const laidOut = textOf(classroom);
  const state: State = { context, classroom, events, ground, lesson, report: undefined, laidOut };
  try {
    return await answer(state);
  } finally {
    await events.close();
    await state.ground.close();
  }
}

async function answer(state: State): Promise<CommandResult> {
  const { terminal } = state.context;
  for (;;) {
    const { muted } = readProgress(state.classroom.workbench.folder);
    const keys = muted === undefined ? KEYS : MUTED_KEYS;
    terminal.print(terminal.paint('dim', `\n${wrapText(keys, terminal.columns)}`));
    const begun = Date.now();
    const event = await state.events.next();
    addTime(state, begun);
    if (event.type === 'end' || (event.type === 'key' && event.key === 'q'))
      return { exitCode: 0, output: farewell(state.classroom) };
    try {
      if (event.type === 'saved') {
        if (textOf(state.classroom) === state.laidOut) continue;
        state.laidOut = '';
        terminal.print(`\nsaved ${event.files.join(', ')}`);
        await check(state);
      } else await react(state, event.key);
    } catch (error) {
      if (state.context.signal.aborted) return { exitCode: 0 };
      terminal.print('The lab failed; your files were not checked.');
      for (const line of errorLines(error, terminal.paint)) terminal.print(line);
    }
  }
}

function farewell({ place: { on } }: Classroom): string {
  if (on === undefined) return 'Your work is in workbench/. The lab is still up: ./lab down stops it.';
  return `Your work is in workbench/. The cluster still has the lesson: ./lab learn reset --on ${on} puts it back.`;
}

async function react(state: State, key: string): Promise<void> {
  const { context, classroom, lesson } = state;
  const { terminal } = context;
  const { folder } = classroom.workbench;
  if (key === 'c') return check(state);
  if (key === 'a') return answerIncident(state);
  if (key === 'h') return hint(state);
  if (key === 'w') return show(context, await mutable(whyCommand).run(context, classroom.place as never));
  if (key === 'e') return show(context, await mutable(explainCommand).run(context, classroom.place as never));
  if (key === 's')
    return terminal.print(solutionText(lesson, folder, fileNames(context)(folder), terminal.paint));
  if (key === 'l') return terminal.print(lessonList(classroom.lessons, readProgress(folder), terminal));
  if (key === 'n') return next(state);
  if (key === 'r') return reset(state);
}

async function check(state: State): Promise<void> {
  const { context, classroom, ground, lesson } = state;
  state.report = await checkLesson(context, classroom, ground, lesson);
  const next = state.report.state === 'right' ? 'n opens the next lesson' : 'h shows a hint';
  context.terminal.print(reportText(state.report, lesson, { ...context.terminal, ...classroom.place, next }));
}

/** For what the last check saw; without one, it checks first. */
async function hint(state: State): Promise<void> {
  if (!state.report) await check(state);
  const { terminal } = state.context;
  if (state.report)
    terminal.print(wrapText(takeHint(state.classroom, state.lesson, state.report), terminal.columns));
}

/** Asks for hop, cause and evidence by the number of a choice. */
async function answerIncident(state: State): Promise<void> {
  const { context, lesson, events } = state;
  const { terminal } = context;
  const { incident } = await loadLesson(lesson);
  if (!incident) return terminal.print('This lesson is not an incident.');
  const given: Partial<Record<QuestionName, number>> = {};
  for (const name of QUESTIONS) {
    terminal.print(questionText(incident, name));
    const event = await events.next();
    if (event.type !== 'key' || !/^[1-9]$/.test(event.key))
      return terminal.print('Not answered: press a, then the number of a choice.');
    given[name] = Number(event.key);
  }
  const result = await answerCommand.run(context, given as never);
  show(context, result);
  // Where the mesh was fixed before, that was the last thing missing.
  if (result.exitCode === 0) await check(state);
}

async function next(state: State): Promise<void> {
  const { context, classroom, lesson } = state;
  const following = classroom.lessons[classroom.lessons.indexOf(lesson) + 1];
  if (!following) return context.terminal.print('That was the last lesson.');
  const ground = await beginLesson(context, classroom, following);
  if (!ground) return;
  await state.ground.close();
  Object.assign(state, { ground, lesson: following, report: undefined, laidOut: textOf(classroom) });
  showLesson(context, classroom, following);
}

async function reset(state: State): Promise<void> {
  const { context, classroom, events, lesson } = state;
  context.terminal.print(
    `Put back the files of ${lesson.name}? This deletes your edits of this lesson. Press y or n.`,
  );
  const answered = await events.next();
  if (answered.type !== 'key' || answered.key !== 'y') return context.terminal.print('Nothing was changed.');
  const ground = await resetLesson(context, classroom, lesson);
  if (!ground) return;
  await state.ground.close();
  state.ground = ground;
  state.report = undefined;
  state.laidOut = textOf(classroom);
  context.terminal.print('The lesson is back at its start.');
}

function textOf({ workbench }: Classroom): string {
  return filesText(workbench.folder);
}

function showLesson(context: CommandContext, { workbench, place }: Classroom, lesson: LessonFolder): void {
  const shown = fileNames(context)(workbench.folder);
  context.terminal.print(
    `\n${lessonText(lesson, workbench.folder, shown, { ...context.terminal, ...place })}`,
  );
}

function show({ terminal }: CommandContext, { output }: CommandResult): void {
  if (output) terminal.print(output);
}

/** Longer waits are breaks. */
const MOST_MS = 600_000;

function addTime({ classroom, lesson }: State, begun: number): void {
  const seconds = Math.round(Math.min(Date.now() - begun, MOST_MS) / 1000);
  updateLesson(classroom.workbench.folder, lesson.name, (before) => ({ seconds: before.seconds + seconds }));
}
