import type { SourceLocation } from '@lab/istio';
import type { Ask } from './ask/ask.ts';
import type { Incident } from './incident.ts';

/** What a check saw that is not as the task wants it. */
export interface Observation {
  /** What was asked: `POST /api/classify with x-canary: true`. */
  readonly request: string;
  readonly expected: string;
  readonly got: string;
  /** The numbers in `got`, by what they count: `answered`, `retried`. Hints compare these and read no text. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Where it went another way: `frontend → backend`. */
  readonly hop?: string;
  /** The lines of YAML that decided it. */
  readonly place?: SourceLocation;
  /** A command that shows more of it. */
  readonly next?: string;
}

/** What a check found. */
export type Verdict =
  | { readonly state: 'right' }
  /** The mesh is still changing. */
  | { readonly state: 'not-yet'; readonly reason: string }
  | ({ readonly state: 'wrong' } & Observation);

/** One thing that holds when the task is done: of behaviour, never of the text of YAML. */
export interface Check {
  readonly title: string;
  /** It holds before the task is begun, and guards what must stay. */
  readonly isGuard?: boolean;
  /** Where it counts answers that chance spreads: so many requests are enough to tell right from wrong. */
  readonly requests?: number;
  run(ask: Ask): Promise<Verdict>;
}

/** What a hint may look at: the check that failed, and the mesh. */
export interface Failure {
  readonly check: Check;
  readonly observation: Observation;
  readonly ask: Ask;
}

/** Says what an observed fact means. */
export interface Hint {
  readonly id: string;
  /** The text, where the fact that it belongs to was observed. */
  when(failure: Failure): Promise<string | undefined>;
}

/** A lesson as its `lesson.ts` has it; texts for learners are in its `lesson.md`. */
export interface Lesson {
  /** Minutes that it takes, reading included. */
  readonly minutes: number;
  /** Of an incident: what the learner has to find out. Until then, findings and causes are muted. */
  readonly incident?: Incident;
  readonly checks: readonly Check[];
  /** In the order of preference: the first that applies is shown. */
  readonly hints: readonly Hint[];
  /** Folders below `wrong/`, each with the id of the hint that it must get. */
  readonly wrong: Readonly<Record<string, string>>;
  /** Why it cannot run on a cluster, as the end of a sentence; absent where it can. */
  readonly notOnCluster?: string;
  /** Its checks look at traces, which a cluster has only with Jaeger. */
  readonly needsTraces?: boolean;
  /** Pods may stay not ready: the lesson is about that. */
  readonly expectsUnready?: boolean;
  /** Values for `{{name}}` in the files of solution and wrong answers, where they are facts of the running mesh. */
  example?(ask: Ask): Promise<Readonly<Record<string, string>>>;
}

/** A lesson, as it is written. */
export function defineLesson(lesson: Lesson): Lesson {
  return lesson;
}

/** The task is done, as far as this check looks. */
export const right: Verdict = { state: 'right' };

export function wrong(observation: Observation): Verdict {
  return { state: 'wrong', ...observation };
}
