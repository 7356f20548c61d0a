import type { Diagnosis } from '@lab/evidence';
import type { CauseCase } from './cases.ts';

/** That tries were spent is said beside the cause, and is never one by itself. */
const BESIDE = 'RETRIES_EXHAUSTED';

/** What was said of a case. */
export interface Judgement {
  readonly name: string;
  readonly planted: string;
  /** `CODE certain`. */
  readonly named: readonly string[];
  /** Whether the planted cause was named as certain. */
  readonly isCertain: boolean;
  /** Codes that were named as certain, and were not planted. */
  readonly wrong: readonly string[];
}

/** Compares what was said with what was planted. */
export function judge({ name, cause, and }: CauseCase, diagnosis: Diagnosis | null): Judgement {
  const causes = diagnosis?.causes ?? [];
  const certain = causes.filter(({ certainty }) => certainty === 'certain').map(({ code }) => code);
  return {
    ...{ name, planted: cause },
    named: causes.map(({ code, certainty }) => `${code} ${certainty}`),
    isCertain: certain.includes(cause),
    wrong: certain.filter((code) => code !== cause && !and.includes(code) && code !== BESIDE),
  };
}

/** A line for each case, and both numbers. */
export function judgementTable(judgements: readonly Judgement[]): string {
  const certain = judgements.filter(({ isCertain }) => isCertain).length;
  const wrong = judgements.filter((each) => each.wrong.length > 0).length;
  const widest = Math.max(...judgements.map(({ name }) => name.length));
  return [
    ...judgements.map(
      ({ name, planted, named }) => `${name.padEnd(widest)}  ${planted}: ${named.join(', ') || 'none'}`,
    ),
    `${certain} of ${judgements.length} certain (${Math.round((certain / judgements.length) * 100)}%), ${wrong} certain and wrong`,
  ].join('\n');
}
