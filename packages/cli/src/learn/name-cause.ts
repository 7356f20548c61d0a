import {
  choicesOf,
  type Incident,
  type IncidentAnswer,
  type LessonFolder,
  mistakesOf,
  noteCause,
  QUESTIONS,
  type QuestionName,
  questionOf,
} from '@lab/lessons';
import type { Classroom } from './classroom.ts';

/** What came of an answer, in words as well. */
export interface Judged {
  readonly mistakes: ReturnType<typeof mistakesOf>;
  readonly right: readonly QuestionName[];
  readonly lines: readonly string[];
}

/** What is said once the cause of an incident is named. */
export const UNMUTED = 'Findings and causes are shown again.';

/** Judges an answer, and notes that the cause was found if it is right. */
export function judgeAnswer(
  { workbench }: Pick<Classroom, 'workbench'>,
  { name }: Pick<LessonFolder, 'name'>,
  incident: Incident,
  answer: IncidentAnswer,
): Judged {
  const mistakes = mistakesOf(incident, answer);
  const whyOf = (question: QuestionName) => mistakes.find((mistake) => mistake.question === question)?.why;
  const right = QUESTIONS.filter((question) => whyOf(question) === undefined);
  if (mistakes.length > 0) {
    const lines = QUESTIONS.map((question) => {
      const why = whyOf(question);
      return why === undefined ? `${question}: right.` : `${question}: wrong. ${why}`;
    });
    return { mistakes, right, lines };
  }
  noteCause(workbench.folder, name, 'found');
  return { mistakes, right, lines: ['That is the cause.', UNMUTED] };
}

/** A question with its choices, each with its number. */
export function questionLines(incident: Incident, name: QuestionName, how: string): string[] {
  const choices = choicesOf(incident, name).map((choice, index) => `  ${index + 1}  ${choice}`);
  return [`${questionOf(incident, name)} (${how})`, ...choices];
}
