import { LabError } from '@lab/errors';
import {
  choicesOf,
  countTime,
  type Incident,
  type IncidentAnswer,
  type LessonFolder,
  loadLesson,
  noteCause,
  QUESTIONS,
  type QuestionName,
  questionOf,
  readProgress,
  rightChoices,
} from '@lab/lessons';
import { findLab } from '@lab/mesh-client';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
  wholeNumber,
} from '../command.ts';
import { beginLesson } from '../learn/begin-lesson.ts';
import { type CheckedLesson, checkLesson } from '../learn/check-lesson.ts';
import { lessonOrCurrent, openClassroom } from '../learn/classroom.ts';
import { judgeAnswer, questionLines, UNMUTED } from '../learn/name-cause.ts';
import { reportText } from '../render/lesson-view.ts';

/** Numbers of choices, counted from 1. */
interface AnswerOptions extends Partial<Record<QuestionName, number>> {
  readonly giveUp?: boolean;
  readonly json?: boolean;
}

/** Says what an incident comes from. */
export const answerCommand: CommandDefinition<AnswerOptions> = {
  name: 'learn answer',
  summary: 'name the cause of an incident: the hop, the cause and the evidence',
  options: [
    ...QUESTIONS.map((name) => ({
      flags: `--${name} <number>`,
      description: `your choice: ${questionOf({}, name)}`,
      parse: wholeNumber(1, 9),
    })),
    { flags: '--give-up', description: 'show the answer; findings and causes are shown again' },
    { flags: '--json', description: 'print the questions, or the result, as JSON' },
  ],
  examples: [
    ['./lab learn answer', 'show the questions'],
    ['./lab learn answer --hop 2 --cause 1 --evidence 3', 'answer them'],
    ['./lab learn answer --give-up', 'show the answer'],
  ],
  reading: `If the answer is right, your files are checked: the lesson is done if the mesh works again. The exit code is 0 if the answer is
right, and 1 if it is not.`,
  run: answer,
};

async function answer(context: CommandContext, options: AnswerOptions): Promise<CommandResult> {
  const classroom = openClassroom(context);
  const lesson = lessonOrCurrent(classroom, undefined);
  countTime(classroom.workbench.folder, lesson.name);
  const { incident } = await loadLesson(lesson);
  if (!incident) throw new UsageError(`${lesson.name} is not an incident, so it has no cause to name`);
  if (options.giveUp) {
    noteCause(classroom.workbench.folder, lesson.name, 'given-up');
    return named(context, lesson, [...rightLines(incident), UNMUTED], options);
  }
  const given = givenIn(incident, options);
  if (!given) return questions(incident, options);
  const { mistakes, right, lines } = judgeAnswer(classroom, lesson, incident, given);
  if (mistakes.length === 0) return named(context, lesson, lines, options);
  if (options.json) return jsonResult({ isRight: false, right, mistakes }, 1);
  return { exitCode: 1, output: lines.join('\n') };
}

/** The answer that is given; undefined for none. @throws UsageError for a part of one, and for a choice that is not there */
function givenIn(incident: Incident, options: AnswerOptions): IncidentAnswer | undefined {
  const { hop, cause, evidence } = options;
  if (hop === undefined && cause === undefined && evidence === undefined) return undefined;
  if (hop === undefined || cause === undefined || evidence === undefined)
    throw new UsageError('an answer has three parts: --hop, --cause and --evidence');
  const given = { hop, cause, evidence };
  for (const name of QUESTIONS) {
    const { length } = choicesOf(incident, name);
    if (given[name] > length)
      throw new UsageError(
        `--${name} ${given[name]}: there are ${length} choices; ./lab learn answer shows them`,
      );
  }
  return given;
}

/** Where the mesh was fixed before, naming the cause was the last thing missing. */
async function named(
  context: CommandContext,
  lesson: LessonFolder,
  lines: readonly string[],
  { json }: AnswerOptions,
): Promise<CommandResult> {
  const report = await checked(context, lesson);
  const isDone = report?.isDone === true;
  if (json) return jsonResult({ isRight: true, right: QUESTIONS, mistakes: [], isDone });
  const then = isDone
    ? reportText(report, lesson, { ...context.terminal, next: 'Next lesson: ./lab learn next', answer: '' })
    : 'Now fix the cause; ./lab learn check then completes the lesson.';
  return { exitCode: 0, output: [...lines, ...(isDone ? [''] : []), then].join('\n') };
}

/** What the checks say; undefined where no mesh is up to be asked. */
async function checked(context: CommandContext, lesson: LessonFolder): Promise<CheckedLesson | undefined> {
  const { on } = readProgress(openClassroom(context).workbench.folder);
  if (on === undefined && !(await findLab(context.root))) return undefined;
  const classroom = openClassroom(context, on === undefined ? {} : { on });
  try {
    const ground = await beginLesson(context, classroom, lesson);
    if (!ground) return undefined;
    try {
      return await checkLesson(context, classroom, ground, lesson);
    } finally {
      await ground.close();
    }
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    context.terminal.note(`not checked: ${error.message}`);
    return undefined;
  }
}

function questions(incident: Incident, { json }: AnswerOptions): CommandResult {
  if (json) return jsonResult(Object.fromEntries(QUESTIONS.map((name) => [name, choicesOf(incident, name)])));
  const lines = QUESTIONS.flatMap((name) => [...questionLines(incident, name, `--${name}`), '']);
  return {
    exitCode: 0,
    output: [...lines, 'Answer: ./lab learn answer --hop N --cause N --evidence N'].join('\n'),
  };
}

function rightLines(incident: Incident): string[] {
  return rightChoices(incident).map(({ question, choice }) => `${question}: ${choice}`);
}
