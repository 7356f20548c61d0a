import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '@lab/errors';
import type { Cause, Diagnosis, SentRequest } from '@lab/evidence';
import type { MeshClient } from '../mesh-client.ts';

/** A cause without its evidence. */
export type CauseSummary = Pick<Cause, 'code' | 'certainty' | 'sentence'>;

/** Failed requests with the same causes. Plain JSON. */
export interface CausedFailures {
  /** What callers got; 0 for no answer. */
  readonly status: number;
  readonly count: number;
  /** Empty where the evidence does not decide. */
  readonly causes: readonly CauseSummary[];
  /** Of the newest of them, for `./lab why`. */
  readonly requestId?: string;
}

/** Requests that were sent, and what came of them. */
export interface SentRequests {
  readonly sent: SentRequest;
  /** When the first was sent: milliseconds since the epoch. */
  readonly since: number;
  /** How many failed. */
  readonly failed: number;
  readonly signal: AbortSignal;
}

/** How often to ask until the access logs have all of them: so many times `logMs` before. */
const WAITS = [1, 2, 4];

/**
 * The causes of requests that failed, those with the same causes together; the most frequent first. None where none
 * failed, and where the mesh cannot be asked.
 *
 * @param onProblem told why the mesh cannot be asked
 */
export async function causesOf(
  mesh: Pick<MeshClient, 'failures' | 'logMs'>,
  { sent, since, failed, signal }: SentRequests,
  onProblem: (text: string) => void,
): Promise<readonly CausedFailures[]> {
  if (failed === 0) return [];
  let found: readonly CausedFailures[] = [];
  try {
    for (const times of WAITS) {
      if (!signal.aborted) await delay(times * mesh.logMs, undefined, { signal }).catch(() => {});
      found = merged((await mesh.failures({ sent, since })).map(summary));
      const explained = found.reduce((sum, { count }) => sum + count, 0);
      if (explained >= failed || signal.aborted) break;
    }
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    onProblem(`the cause is not known: ${error.message}`);
  }
  return found;
}

type Diagnosed = Awaited<ReturnType<MeshClient['failures']>>[number];

function summary({ status, count, diagnosis }: Diagnosed): CausedFailures {
  const { requestId } = diagnosis;
  return {
    ...{ status, count, causes: summarizeCauses(diagnosis) },
    ...(requestId !== undefined && { requestId }),
  };
}

/** The causes of a diagnosis without their evidence. */
export function summarizeCauses({ causes }: Pick<Diagnosis, 'causes'>): readonly CauseSummary[] {
  return causes.map(({ code, certainty, sentence }) => ({ code, certainty, sentence }));
}

/** Requests that failed in different places may have the same causes, in the same words. */
function merged(failures: readonly CausedFailures[]): readonly CausedFailures[] {
  const alike = Map.groupBy(failures, ({ status, causes }) => JSON.stringify([status, causes]));
  return [...alike.values()]
    .map(([first, ...others]) => ({
      ...(first as CausedFailures),
      count: others.reduce((sum, { count }) => sum + count, first?.count ?? 0),
    }))
    .sort((a, b) => b.count - a.count);
}
