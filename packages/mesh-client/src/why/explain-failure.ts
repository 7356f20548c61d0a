import { type Diagnosis, diagnose, type Evidence } from '@lab/evidence';
import type { AccessLog } from './access-log.ts';
import { findEntries, type WhyQuestion } from './find-entries.ts';

/** Why a request failed. Plain JSON. */
export interface WhyAnswer {
  /** Null where none failed, or none that did is called that. */
  readonly diagnosis: Diagnosis | null;
  /** Milliseconds since the epoch from which on the logs were read, where some were not read far enough; else null. */
  readonly lookedBackTo: number | null;
}

/** Why the request failed that is meant. */
export async function explainFailure(
  logs: readonly AccessLog[],
  evidence: Evidence,
  question: WhyQuestion,
): Promise<WhyAnswer> {
  const { entries, lookedBackTo } = await findEntries(logs, question);
  return {
    diagnosis: (await diagnose(entries, evidence)) ?? null,
    lookedBackTo: lookedBackTo ?? null,
  };
}
