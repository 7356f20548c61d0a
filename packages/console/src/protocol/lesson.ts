import type { LessonProgress, LessonReport, LessonText, QuestionName } from '@lab/lessons';

/** `GET /api/lesson`, and the event `lesson`. */
export interface LessonState {
  readonly lessons: readonly LessonSummary[];
  /** The lesson that is open. */
  readonly current?: OpenLesson;
  /** Absolute path of the workbench, in which the learner edits files. */
  readonly folder: string;
  /** Whether a lesson is being laid out or checked: until it is, no order is taken. */
  readonly isBusy: boolean;
}

export interface LessonSummary {
  /** `02-header-canary` */
  readonly name: string;
  readonly title: string;
  readonly progress?: LessonProgress;
}

export interface OpenLesson {
  readonly name: string;
  /** Of the page of the lesson, in Markdown. */
  readonly text: LessonText;
  readonly minutes: number;
  /** The files of the workbench, relative to it. */
  readonly files: readonly string[];
  /** Titles of the checks, in their order. */
  readonly checks: readonly string[];
  /** Whether checks are running; `checking` names the one. */
  readonly checking?: string;
  /** Of the last run of the checks since the lesson was opened. */
  readonly report?: Omit<LessonReport, 'hint'>;
  /** Whether the files are right: all checks held in the last run, and of an incident the cause is known. */
  readonly isDone: boolean;
  /** The hint that the learner asked for. */
  readonly hint?: string;
  /** Of an incident whose cause is not known: the questions, each with its choices; the answer names them from 1. */
  readonly questions?: readonly LessonQuestion[];
  /** Of an incident: why the last answer was wrong. */
  readonly mistakes?: readonly { readonly question: QuestionName; readonly why: string }[];
  /** Of an incident whose cause the learner named, or asked to see: the right choices. */
  readonly cause?: readonly (AskedQuestion & { readonly choice: string })[];
}

/** A question of an incident. */
interface AskedQuestion {
  readonly question: QuestionName;
  /** In words: "Which hop is it about?" */
  readonly text: string;
}

export interface LessonQuestion extends AskedQuestion {
  readonly choices: readonly string[];
}

/** `POST /api/lesson/start` */
export interface LessonStart {
  /** Name or number of the lesson. */
  readonly name: string;
}

/** `POST /api/lesson/answer`: numbers of choices, counted from 1. */
export interface LessonAnswer {
  readonly answer?: Readonly<Record<QuestionName, number>>;
  /** Shows the cause in place of an answer. */
  readonly giveUp?: boolean;
}
