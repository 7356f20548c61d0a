import type { LessonAnswer, LessonState } from '../protocol.ts';

/** Lessons, as the console does them: one thing at a time. @throws InvalidRequestError, LabError */
export interface LessonDesk {
  state(): Promise<LessonState>;
  start(name: string): Promise<void>;
  /** Judges the files of the workbench; the report is in the state. */
  check(): Promise<void>;
  /** Puts the files back that the lesson began with. */
  reset(): Promise<void>;
  hint(): Promise<void>;
  answer(answer: LessonAnswer): Promise<void>;
  /** Told whenever the state may have changed. */
  onChange(listener: () => void): void;
}
