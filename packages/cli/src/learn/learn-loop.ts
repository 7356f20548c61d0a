import { countTime, filesText, type Ground, type LessonFolder, loadLesson, readProgress } from '@lab/lessons';
import type { CommandContext, CommandResult } from '../command.ts';
import { explainCommand } from '../commands/explain.ts';
import { whyCommand } from '../commands/why.ts';
import { mutable } from '../muting.ts';
import { errorLines } from '../render/error-lines.ts';
import { fileNames } from '../render/file-names.ts';
import { lessonList, lessonText, reportText } from '../render/lesson-view.ts';
import { wrapLines } from '../render/wrap-lines.ts';
import { wrapText } from '../render/wrap-text.ts';
import { askIncident } from './ask-incident.ts';
import { beginLesson, resetLesson } from './begin-lesson.ts';
import { type CheckedLesson, checkLesson } from './check-lesson.ts';
import { type Classroom, lessonToOpen, requireLesson } from './classroom.ts';
import { type LearnEvents, openEvents } from './events.ts';
import { unnamedText } from './incident-left.ts';
import { judgeAnswer } from './name-cause.ts';
import { solutionText } from './solution-text.ts';
import { takeHint } from './take-hint.ts';

const KEYS = 'h hint   c check   w why   e explain   s solution   r reset   l list   n next   q quit';
const ANSWER = 'press a';
/** While the cause of an incident is muted, so are `w` and `e`. */
const MUTED_KEYS = 'a answer   h hint   c check   s solution   r reset   l list   n next   q quit';

interface State {
  readonly context: CommandContext;
  readonly classroom: Classroom;
  readonly events: LearnEvents;
  ground: Ground;
  lesson: LessonFolder;
  report: CheckedLesson | undefined;
  /** The files as the lesson laid them out: that is nobody's edit. */
  laidOut: string;
  /** Whether the cause of the incident was not named at the last look. */
  isMuted: boolean;
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
  const state: State = {
    context,
    classroom,
    events,
    ground,
    lesson,
    report: undefined,
    laidOut,
    isMuted: false,
  };
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
    state.isMuted = isMuted(state);
    const keys = state.isMuted ? MUTED_KEYS : KEYS;
    terminal.print(terminal.paint('dim', `\n${wrapText(keys, terminal.columns)}`));
    const event = await state.events.next();
    countTime(state.classroom.workbench.folder, state.lesson.name);
    if (event.type === 'end' || (event.type === 'key' && event.key === 'q'))
      return { exitCode: 0, output: wrapLines(farewell(state.classroom), terminal.columns) };
    try {
      const isNews = noticeAnswer(state);
      if (event.type === 'saved') {
        if (textOf(state.classroom) === state.laidOut) continue;
        state.laidOut = '';
        say(state.context, `\nsaved ${event.files.join(', ')}`);
        await check(state);
        continue;
      }
      // Where the mesh was fixed before, that was the last thing missing.
      if (isNews && event.key !== 'c' && state.report?.state === 'right') await check(state);
      if (!isNews || event.key !== 'a') await react(state, event.key);
    } catch (error) {
      if (state.context.signal.aborted) return { exitCode: 0 };
      say(state.context, 'The lab failed; your files were not checked.');
      for (const line of errorLines(error, terminal.paint)) say(state.context, line);
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
  const view = { ...context.terminal, ...classroom.place, next, answer: ANSWER };
  context.terminal.print(reportText(state.report, lesson, view));
}

/** For what the last check saw; without one, it checks first. */
async function hint(state: State): Promise<void> {
  if (!state.report) await check(state);
  const { terminal } = state.context;
  if (state.report)
    terminal.print(wrapText(takeHint(state.classroom, state.lesson, state.report, ANSWER), terminal.columns));
}

/** Asks for hop, cause and evidence by the number of a choice. */
async function answerIncident(state: State): Promise<void> {
  const { context, classroom, lesson, events } = state;
  const { incident } = await loadLesson(lesson);
  if (!incident) return say(context, 'This lesson is not an incident.');
  if (!state.isMuted) return say(context, 'The cause of this incident is named.');
  const { answer, wasSaved } = await askIncident(events, incident, (text) => say(context, text));
  const judged = answer && judgeAnswer(classroom, lesson, incident, answer);
  for (const line of judged?.lines ?? ['Not answered.']) say(context, line);
  // Where the mesh was fixed before, that was the last thing missing.
  if (judged?.mistakes.length === 0 || wasSaved) await check(state);
}

function isMuted({ classroom, lesson }: State): boolean {
  return readProgress(classroom.workbench.folder).muted === lesson.name;
}

/** Says that the cause was named in another shell meanwhile; false where it was not. */
function noticeAnswer(state: State): boolean {
  if (!state.isMuted || isMuted(state)) return false;
  say(state.context, 'The cause was named in another shell.');
  return true;
}

async function next(state: State): Promise<void> {
  const { context, classroom, lesson } = state;
  const following = classroom.lessons[classroom.lessons.indexOf(lesson) + 1];
  const unnamed = unnamedText(readProgress(classroom.workbench.folder), lesson);
  if (unnamed) say(context, unnamed);
  if (!following) return say(context, 'That was the last lesson.');
  const ground = await beginLesson(context, classroom, following);
  if (!ground) return;
  await state.ground.close();
  Object.assign(state, { ground, lesson: following, report: undefined, laidOut: textOf(classroom) });
  showLesson(context, classroom, following);
}

async function reset(state: State): Promise<void> {
  const { context, classroom, events, lesson } = state;
  say(context, `Put back the files of ${lesson.name}? This deletes your edits of this lesson. Press y or n.`);
  const answered = await events.next();
  if (answered.type !== 'key' || answered.key !== 'y') return say(context, 'Nothing was changed.');
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

function show(context: CommandContext, { output }: CommandResult): void {
  if (output) say(context, output);
}

/** Prints a text of which no word is broken at the edge of the terminal. */
function say({ terminal }: CommandContext, text: string): void {
  terminal.print(wrapLines(text, terminal.columns));
}
