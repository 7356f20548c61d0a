import {
  type AccessLogEntry,
  type Diagnosis,
  diagnose,
  type Evidence,
  groupFailures,
  type SentRequest,
} from '@lab/evidence';
import type { AccessLog } from './access-log.ts';
import { entriesOf, readFar, readWhile } from './find-entries.ts';

/** Which requests are meant: those of one kind, from a time on. Plain JSON. */
export interface FailuresQuestion {
  readonly sent: SentRequest;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Requests that failed for the same reason. Plain JSON. */
export interface DiagnosedFailures {
  /** What the first proxy answered; 0 for nothing. */
  readonly status: number;
  readonly count: number;
  /** Of the newest of them. */
  readonly diagnosis: Diagnosis;
}

/** Kinds of failures whose cause is looked for: the most frequent. */
const KINDS = 20;

/** Why requests failed, those that failed alike together; the most frequent first. */
export async function findFailures(
  logs: readonly AccessLog[],
  evidence: Evidence,
  { sent, since }: FailuresQuestion,
): Promise<readonly DiagnosedFailures[]> {
  const read = readFar(logs);
  const failed: AccessLogEntry[] = [];
  await readWhile(
    read,
    ({ oldest }) => oldest >= since,
    (lines) => {
      for (const entry of lines.failed()) if (entry.time >= since) failed.push(entry);
    },
  );
  const found: DiagnosedFailures[] = [];
  // One after the other: they read the same logs further back.
  for (const { incident, count } of groupFailures(failed, sent).slice(0, KINDS)) {
    const [first = incident.origin] = incident.hops;
    const diagnosis = await diagnose(await entriesOf(read, first), evidence);
    if (diagnosis) found.push({ status: first.status, count, diagnosis });
  }
  return found;
}
