import {
  choicesOf,
  type Incident,
  loadLesson,
  mistakesOf,
  noteCause,
  QUESTIONS,
  type QuestionName,
} from '@lab/lessons';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  jsonResult,
  UsageError,
  wholeNumber,
} from '../command.ts';
import { lessonOrCurrent, openClassroom } from '../learn/classroom.ts';

/** Numbers of choices, counted from 1. */
interface AnswerOptions extends Partial<Record<QuestionName, number>> {
  readonly giveUp?: boolean;
  readonly json?: boolean;
}

const ASKED: Readonly<Record<QuestionName, string>> = {
  hop: 'At which hop does the request go wrong?',
  cause: 'Why?',
  evidence: 'What shows it?',
};

/** Says what an incident comes from. */
export const answerCommand: CommandDefinition<AnswerOptions> = {
  name: 'learn answer',
  summary: 'name the cause of an incident: the hop, the cause and the evidence',
  options: [
    ...QUESTIONS.map((name) => ({
      flags: `--${name} <number>`,
      description: `your choice: ${ASKED[name]}`,
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
  reading: 'The exit code is 0 if the answer is right, and 1 if it is not.',
  run: answer,
};

async function answer(context: CommandContext, options: AnswerOptions): Promise<CommandResult> {
  const classroom = openClassroom(context);
  const lesson = lessonOrCurrent(classroom, undefined);
  const { incident } = await loadLesson(lesson);
  if (!incident) throw new UsageError(`${lesson.name} is not an incident, so it has no cause to name`);
  const { folder } = classroom.workbench;
  if (options.giveUp) {
    noteCause(folder, lesson.name, 'given-up');
    return { exitCode: 0, output: [...rightLines(incident), UNMUTED].join('\n') };
  }
  const [hop, cause, evidence] = QUESTIONS.map((name) => options[name]);
  if (hop === undefined && cause === undefined && evidence === undefined) return questions(incident, options);
  if (hop === undefined || cause === undefined || evidence === undefined)
    throw new UsageError('an answer has three parts: --hop, --cause and --evidence');
  const mistakes = mistakesOf(incident, { hop, cause, evidence });
  if (mistakes.length === 0) noteCause(folder, lesson.name, 'found');
  const exitCode = mistakes.length === 0 ? 0 : 1;
  if (options.json) return jsonResult({ isRight: exitCode === 0, mistakes }, exitCode);
  const lines =
    mistakes.length === 0
      ? ['That is the cause.', UNMUTED]
      : mistakes.map(({ question, why }) => `${question}: wrong. ${why}`);
  return { exitCode, output: lines.join('\n') };
}

const UNMUTED =
  'Findings and causes are shown again. Fix the cause if you have not done so; ./lab learn check then completes the lesson.';

function questions(incident: Incident, { json }: AnswerOptions): CommandResult {
  if (json) return jsonResult(Object.fromEntries(QUESTIONS.map((name) => [name, choicesOf(incident, name)])));
  const lines = QUESTIONS.flatMap((name) => [questionText(incident, name), '']);
  return {
    exitCode: 0,
    output: [...lines, 'Answer: ./lab learn answer --hop N --cause N --evidence N'].join('\n'),
  };
}

/** A question with its choices, each with its number. */
export function questionText(incident: Incident, name: QuestionName): string {
  const choices = choicesOf(incident, name).map((choice, index) => `  ${index + 1}  ${choice}`);
  return [`${ASKED[name]} (--${name})`, ...choices].join('\n');
}

function rightLines(incident: Incident): string[] {
  return QUESTIONS.map((name) => {
    const choice = choicesOf(incident, name).find((one) => incident[name][one] === true);
    return `${name}: ${choice}`;
  });
}
