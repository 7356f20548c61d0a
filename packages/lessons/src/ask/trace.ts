import { setTimeout as delay } from 'node:timers/promises';
import type { Span } from '@lab/observe';
import type { Ask } from './ask.ts';
import type { Tier } from './tier.ts';

type Asked = Pick<Ask, 'mesh' | 'signal'>;

/** Milliseconds between two looks, and for how long at least to look for a request that was sent just now. */
const LOOK_MS = 250;
const LOOK_FOR_MS = 10_000;

/** Times within which spans arrive, after which those of a busy mesh are no longer expected. */
const ARRIVALS = 4;

/**
 * The spans of the newest trace whose ID begins with a prefix, when they had the time to arrive.
 *
 * @param prefix hex digits in lower case
 * @returns none where no such trace is known
 */
export async function traceOf({ mesh, signal }: Asked, prefix: string): Promise<readonly Span[]> {
  const [id] = prefix === '' ? [] : await mesh.traceIds(prefix);
  if (id === undefined) return [];
  const spans = await mesh.spans(id);
  const end =
    Math.max(...spans.map(({ startMicros, durationMicros }) => startMicros + durationMicros)) / 1000;
  const early = end + mesh.arrivalMs - Date.now();
  if (early <= 0) return spans;
  await delay(Math.min(early, mesh.arrivalMs), undefined, { signal });
  return mesh.spans(id);
}

/** The spans of a trace, as soon as a service has reported some; those that are there in the end where it has not. */
export async function traceWith(
  { mesh, signal }: Asked,
  id: string,
  service: string,
): Promise<readonly Span[]> {
  const looks = Math.max(LOOK_FOR_MS, ARRIVALS * mesh.arrivalMs) / LOOK_MS;
  for (let look = 1; ; look += 1) {
    const spans = await mesh.spans(id);
    if (look >= looks || spans.some((span) => span.service === service && span.source === 'app'))
      return spans;
    await delay(LOOK_MS, undefined, { signal });
  }
}

/** The version in which a tier answered, as its application reports; undefined where the trace does not reach it. */
export function versionIn(spans: readonly Span[], tier: Tier): string | undefined {
  return spans.find(({ service, source }) => service === tier && source === 'app')?.version;
}
