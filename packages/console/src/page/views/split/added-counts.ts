import type { EdgeCounts } from '../../../measure/measured-shares.ts';
import { addedUp } from '../../../measure/recent-traffic.ts';

/** Calls by version over several edges. */
export function addedCounts(counts: readonly (EdgeCounts | undefined)[]): Record<string, number> {
  return addedUp(counts.map((one) => one?.versions ?? {}));
}
