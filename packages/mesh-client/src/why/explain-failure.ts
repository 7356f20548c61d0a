import { dirname } from 'node:path';
import { type Diagnosis, diagnose } from '@lab/evidence';
import type { Lab } from '@lab/local';
import { listLogs } from '../logs/log-files.ts';
import { findEntries, type WhyQuestion } from './find-entries.ts';
import { labEvidence } from './lab-evidence.ts';

/** Why a request of the lab on this machine failed; null where none did, or none is called that. */
export async function explainFailure(
  running: Pick<Lab, 'mesh' | 'status'>,
  question: WhyQuestion,
): Promise<Diagnosis | null> {
  const [pod] = running.status().pods;
  if (!pod) return null;
  const entries = await findEntries(await listLogs(dirname(pod.logs.access)), question);
  return (await diagnose(entries, labEvidence(running))) ?? null;
}
