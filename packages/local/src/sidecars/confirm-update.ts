import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminClient } from '@lab/envoy';

/** What an Envoy is expected to report once it has taken an update. */
export interface ExpectedVersion {
  readonly version: string;
  /** Statistics prefixes of the changed subscriptions, e.g. `cluster_manager.cds`. */
  readonly subscriptions: readonly string[];
}

/** Statistics that tell of subscriptions (Envoy documentation, "xDS subscription statistics") and of warming. */
const FILTER = '(update_rejected|warming_clusters|total_listeners_warming)$';
const DEADLINE_MS = 10_000;

/** Number of updates that an Envoy has refused so far, over all subscriptions. */
export async function countRejected(admin: AdminClient): Promise<number> {
  return sumRejected(await admin.usedStats('update_rejected$'));
}

/**
 * Waits until an Envoy reports `version` for every subscription named, and has warmed what is new.
 *
 * @returns `taken`; `rejected` when it refused one of them; `late` when neither happened within 10 s
 */
export async function confirmUpdate(
  admin: AdminClient,
  expected: ExpectedVersion,
  rejectedBefore: number,
): Promise<'taken' | 'rejected' | 'late'> {
  const deadline = Date.now() + DEADLINE_MS;
  for (let pauseMs = 5; Date.now() < deadline; pauseMs = Math.min(pauseMs * 2, 100)) {
    const [stats, texts] = await Promise.all([admin.usedStats(FILTER), admin.textReadouts('version_text$')]);
    if (sumRejected(stats) > rejectedBefore) return 'rejected';
    if (isWarm(stats) && expected.subscriptions.every((name) => hasVersion(texts, name, expected.version))) {
      return 'taken';
    }
    await sleep(pauseMs);
  }
  return 'late';
}

function sumRejected(stats: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [name, value] of stats) if (name.endsWith('.update_rejected')) sum += value;
  return sum;
}

function isWarm(stats: ReadonlyMap<string, number>): boolean {
  return (
    !stats.get('cluster_manager.warming_clusters') && !stats.get('listener_manager.total_listeners_warming')
  );
}

/** A route configuration's statistics are below those of each connection manager that uses it: the end counts. */
function hasVersion(texts: ReadonlyMap<string, string>, subscription: string, version: string): boolean {
  const suffix = `${subscription}.version_text`;
  for (const [name, text] of texts) {
    if ((name === suffix || name.endsWith(`.${suffix}`)) && text === version) return true;
  }
  return false;
}
