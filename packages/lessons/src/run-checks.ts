import type { Ask } from './ask/ask.ts';
import { placeText } from './hints/hints.ts';
import type { Check, Lesson, Observation, Verdict } from './lesson.ts';

/** What became of one check; `skipped` where one before it failed. */
export interface CheckReport {
  readonly title: string;
  readonly verdict: Verdict | { readonly state: 'skipped' };
}

/** What is still wrong with the answer to a lesson, if anything. Plain JSON. */
export interface LessonReport {
  /** `right` when all checks hold. */
  readonly state: 'right' | 'wrong' | 'not-yet';
  readonly checks: readonly CheckReport[];
  /** What the first wrong check means; absent where no hint belongs to what was seen. */
  readonly hint?: { readonly id: string; readonly text: string };
}

export interface RunOptions {
  /** Goes on after a check that failed, as `verify` does with the start. */
  readonly all?: boolean;
  /** Called before each check. */
  readonly onCheck?: (check: Check) => void;
}

/** Runs the checks of a lesson, one after the other, and gives the first that fails its hint. */
export async function runChecks(
  lesson: Lesson,
  ask: Ask,
  { all = false, onCheck }: RunOptions = {},
): Promise<LessonReport> {
  const checks: CheckReport[] = [];
  let first: { readonly check: Check; readonly verdict: Verdict } | undefined;
  for (const check of lesson.checks) {
    if (first && !all) {
      checks.push({ title: check.title, verdict: { state: 'skipped' } });
      continue;
    }
    onCheck?.(check);
    const verdict = await check.run(ask);
    checks.push({ title: check.title, verdict });
    if (verdict.state !== 'right') first ??= { check, verdict };
  }
  if (!first) return { state: 'right', checks };
  if (first.verdict.state !== 'wrong') return { state: 'not-yet', checks };
  const hint = await hintFor(lesson, first.check, first.verdict, ask);
  return { state: 'wrong', checks, ...(hint && { hint }) };
}

/** For files that were not applied: no check can say anything of them. */
export async function notApplied(lesson: Lesson, ask: Ask, rejection?: string): Promise<LessonReport> {
  const [finding] = ask.findings.filter(({ severity }) => severity === 'error');
  const observation: Observation = {
    request: 'apply the files of workbench/',
    expected: 'all of them are applied',
    got: finding ? `${finding.code} ${finding.message}` : (rejection ?? 'not applied'),
    ...(finding?.location && { place: finding.location }),
    next: './lab status',
  };
  const check: Check = {
    title: 'The files are applied',
    run: async () => ({ state: 'wrong', ...observation }),
  };
  const skipped = lesson.checks.map(({ title }) => ({ title, verdict: { state: 'skipped' as const } }));
  const hint = await hintFor(lesson, check, observation, ask);
  const fallback = {
    id: finding?.code ?? 'not-applied',
    text: `${placeText(finding?.location)} ${observation.got}`.trim(),
  };
  return {
    state: 'wrong',
    checks: [{ title: check.title, verdict: { state: 'wrong', ...observation } }, ...skipped],
    hint: hint ?? fallback,
  };
}

/** The report where the learner's answers in words cannot be read. */
export function unreadable(lesson: Lesson, problem: string): LessonReport {
  const got = problem;
  const next = './lab learn reset';
  const observation = { request: 'read workbench/answer.yaml', expected: 'your answers', got, next };
  const skipped = lesson.checks.map(({ title }) => ({ title, verdict: { state: 'skipped' as const } }));
  return {
    state: 'wrong',
    checks: [{ title: 'The answers can be read', verdict: { state: 'wrong', ...observation } }, ...skipped],
    hint: { id: 'unreadable', text: `${problem}. Put it right, or restore the file with ./lab learn reset.` },
  };
}

async function hintFor({ hints }: Lesson, check: Check, observation: Observation, ask: Ask) {
  for (const { id, when } of hints) {
    const text = await when({ check, observation, ask });
    // A place that is not known leaves a space.
    if (text !== undefined) return { id, text: text.trim() };
  }
  return undefined;
}
