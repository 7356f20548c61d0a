import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from '@lab/errors';
import { type TraceTree, traceTree } from '@lab/observe';
import type { MeshClient } from '../mesh-client.ts';

/** Milliseconds between two looks at a trace that may not be whole, and how often to look. */
const LOOK_MS = 300;
const LOOKS = 10;
/** Milliseconds after its end by which a trace grows no more, also on a busy machine. */
const OLD_MS = 10_000;

/**
 * The newest trace whose id begins with a prefix, when its spans have had the time to arrive.
 *
 * @param prefix hex digits in lower case; empty for the newest trace of all, which takes `mesh.arrivalMs` longer
 * @returns undefined when there is none after some 3 s
 * @throws LabError INTERRUPTED when the signal was aborted
 */
export async function readTrace(
  mesh: MeshClient,
  prefix: string,
  signal: AbortSignal,
): Promise<TraceTree | undefined> {
  const wait: Wait = (milliseconds) => delay(milliseconds, undefined, { signal });
  try {
    // The newest trace may be on its way: what is here already could be the one before it.
    if (!prefix) await wait(mesh.arrivalMs);
    const found = await findTrace(mesh, prefix, wait);
    return found === undefined ? undefined : await settledTree(mesh, found, wait);
  } catch (error) {
    if (!signal.aborted || error instanceof LabError) throw error;
    throw new LabError('INTERRUPTED', 'interrupted before the trace had arrived', 'Run the command again.', {
      cause: error,
    });
  }
}

type Wait = (milliseconds: number) => Promise<void>;

async function findTrace(mesh: MeshClient, prefix: string, wait: Wait): Promise<string | undefined> {
  for (let look = 0; look < LOOKS; look += 1) {
    const [newest] = await mesh.traceIds(prefix);
    if (newest) return newest;
    // Spans come in batches: a request that was answered just now may not be here yet.
    await wait(LOOK_MS);
  }
  return undefined;
}

/**
 * The tree when all its spans had the time to come; one that is not whole then gets some more. On a busy machine spans are
 * late: as long as some come, the trace grows.
 */
async function settledTree(mesh: MeshClient, traceId: string, wait: Wait) {
  let before = -1;
  for (let look = 0; ; look += 1) {
    const spans = await mesh.spans(traceId);
    const tree = traceTree(traceId, spans);
    const end = Math.max(...spans.map((span) => span.startMicros + span.durationMicros)) / 1000;
    const whole = tree.roots.length === 1 && tree.orphans.length === 0;
    const ageMs = Date.now() - end;
    const isSettled = ageMs > OLD_MS || (ageMs > mesh.arrivalMs && spans.length === before);
    if (look >= LOOKS || (whole && isSettled)) return tree;
    before = spans.length;
    await wait(LOOK_MS);
  }
}
