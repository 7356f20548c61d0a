import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Span, traceTree } from '@lab/observe';
import type { Ask } from '../ask/ask.ts';
import { hopText, requestText, TIERS } from '../ask/tier.ts';
import { type Check, type Observation, right, wrong } from '../lesson.ts';
import { counted } from './counted.ts';

interface WholeTracesOptions {
  readonly title: string;
  readonly requests: number;
}

/** Milliseconds between two looks. */
const LOOK_MS = 250;

/** Each of so many requests that a caller has marked as sampled is one trace: one root, no orphan, and a span of each tier. */
export function wholeTraces({ title, requests }: WholeTracesOptions): Check {
  return {
    title,
    run: async (ask) => {
      const ids = Array.from({ length: requests }, () => randomBytes(16).toString('hex'));
      for (const id of ids) {
        const traceparent = `00-${id}-${randomBytes(8).toString('hex')}-01`;
        const { failures } = await ask.classify({ headers: { traceparent } }, 1);
        if (failures[0])
          return wrong({
            request: requestText({}),
            expected: 'answered',
            got: failures[0].reason,
            next: './lab why',
          });
      }
      const traces = await arrivedTraces(ask, ids);
      const broken = ids.filter((id) => breakOf(traces.get(id) ?? []) !== undefined);
      const [first] = broken;
      if (first === undefined) return right;
      return wrong(observationOf(first, traces.get(first) ?? [], broken.length, requests));
    },
  };
}

/** The spans of traces: until all are whole, or nothing has come for twice the time that spans need. */
async function arrivedTraces(
  ask: Ask,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Span[]>> {
  let count = -1;
  for (let silentMs = 0; ; silentMs += LOOK_MS) {
    const found = await Promise.all(ids.map((id) => ask.mesh.spans(id)));
    const total = found.reduce((sum, spans) => sum + spans.length, 0);
    if (total !== count) silentMs = 0;
    count = total;
    const isWhole = found.every((spans) => breakOf(spans) === undefined);
    if (isWhole || silentMs >= 2 * ask.mesh.arrivalMs)
      return new Map(ids.map((id, index) => [id, found[index] ?? []]));
    await delay(LOOK_MS, undefined, { signal: ask.signal });
  }
}

/** What keeps spans from being one whole trace, if anything. */
export function breakOf(spans: readonly Span[]): string | undefined {
  if (spans.length === 0) return 'no span';
  const missing = TIERS.filter((tier) => !spans.some(({ service }) => service.startsWith(tier)));
  const { roots, orphans } = traceTree(spans[0]?.traceId ?? '', spans);
  if (missing.length > 0) return `${counted(spans.length, 'span')}, none from ${missing.join(', ')}`;
  if (roots.length > 1) return `${roots.length} roots`;
  return orphans.length > 0 ? `${counted(orphans.length, 'span')} without a parent` : undefined;
}

function observationOf(id: string, spans: readonly Span[], broken: number, requests: number): Observation {
  const missing = TIERS.find((tier) => !spans.some(({ service }) => service.startsWith(tier)));
  return {
    request: `${requests} × ${requestText({})}, sampled`,
    expected: `each is one trace with spans of ${TIERS.join(', ')}`,
    got: `${broken} ${broken === 1 ? 'is' : 'are'} not; the first has ${breakOf(spans)}`,
    counts: { broken, spans: spans.length },
    ...(spans.length > 0 && missing && { hop: hopText(missing) }),
    next: `./lab trace ${id.slice(0, 8)}`,
  };
}
