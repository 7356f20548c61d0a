import { setTimeout as sleep } from 'node:timers/promises';
import type { EnvoyProcess } from '@lab/envoy';

const DEADLINE_MS = 1_000;

/** The newest line with which an Envoy refused something, as it stands in its log. */
export function rejectionLine({ recentLog }: EnvoyProcess): string | undefined {
  return recentLog()
    .split('\n')
    .findLast((line) => /rejected: |rejected because |Error adding/.test(line));
}

/**
 * Envoy's words for refusing a configuration: its statistics have only the number, its log the words.
 *
 * @param before what {@link rejectionLine} gave before the update
 */
export async function lastRejection(process: EnvoyProcess, before?: string): Promise<string> {
  const deadline = Date.now() + DEADLINE_MS;
  let line = rejectionLine(process);
  // The answer of the admin socket may be read before the log, though it was written after.
  while (line === before && Date.now() < deadline) {
    await sleep(10);
    line = rejectionLine(process);
  }
  const words = line?.replace(/^(\[[^\]]*\]\s*)+/, '').replace(/^REST config for \S+ rejected: /, '');
  return words || 'Envoy gives no reason';
}
