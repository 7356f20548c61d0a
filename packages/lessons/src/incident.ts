/** Choices, each with `true` for the right one or with why it is not. */
export type Choices = Readonly<Record<string, true | string>>;

/** What a learner says of an incident before the fix counts. */
export interface Incident {
  /** The hop that it is about. */
  readonly hop: Choices;
  /** How the hop is asked for, where the usual question does not fit. */
  readonly hopQuestion?: string;
  readonly cause: Choices;
  /** What shows it. */
  readonly evidence: Choices;
}

/** In this order they are asked. */
export const QUESTIONS = ['hop', 'cause', 'evidence'] as const;
export type QuestionName = (typeof QUESTIONS)[number];

/** Numbers of choices, counted from 1. */
export type IncidentAnswer = Readonly<Record<QuestionName, number>>;

const ASKED: Readonly<Record<QuestionName, string>> = {
  hop: 'Which hop is it about?',
  cause: 'Why?',
  evidence: 'What shows it?',
};

/** A question in words. */
export function questionOf(incident: Pick<Incident, 'hopQuestion'>, question: QuestionName): string {
  return (question === 'hop' && incident.hopQuestion) || ASKED[question];
}

/** The choices of a question in the order in which they are shown: alphabetical, so that it says nothing. */
export function choicesOf(incident: Incident, question: QuestionName): string[] {
  return Object.keys(incident[question]).sort();
}

/** The right choice of each question. */
export function rightChoices(incident: Incident): { question: QuestionName; choice: string }[] {
  return QUESTIONS.flatMap((question) =>
    choicesOf(incident, question)
      .filter((choice) => incident[question][choice] === true)
      .map((choice) => ({ question, choice })),
  );
}

/** Why an answer is wrong, question by question; nothing where it is right. */
export function mistakesOf(
  incident: Incident,
  answer: IncidentAnswer,
): { question: QuestionName; why: string }[] {
  return QUESTIONS.flatMap((question) => {
    const choice = choicesOf(incident, question)[answer[question] - 1];
    const verdict = choice === undefined ? 'There is no such choice.' : incident[question][choice];
    return typeof verdict === 'string' ? [{ question, why: verdict }] : [];
  });
}
