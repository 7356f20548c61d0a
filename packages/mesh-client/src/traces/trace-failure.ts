import { LabError } from '@lab/errors';
import { type Span, type TraceTree, traceLines } from '@lab/observe';
import type { MeshClient } from '../mesh-client.ts';
import { type CauseSummary, summarizeCauses } from '../why/causes-of.ts';
import { failed } from './span-name.ts';

/** Why the request of a trace failed, and at which of its spans. Plain JSON. */
export interface TraceFailure {
  readonly spanId: string;
  readonly causes: readonly CauseSummary[];
}

/** Milliseconds by which the clocks of spans and access logs may differ. */
const SLACK = 1_000;

/**
 * Why the request of a trace failed.
 *
 * @param onProblem told why the mesh cannot be asked
 * @returns undefined where no span failed, and where the access logs do not have the request or do not say why
 */
export async function traceFailure(
  mesh: Pick<MeshClient, 'why'>,
  tree: TraceTree,
  onProblem: (text: string) => void,
): Promise<TraceFailure | undefined> {
  const spans = traceLines(tree).map(({ span }) => span);
  const start = Math.min(...spans.map(({ startMicros }) => startMicros)) / 1_000;
  if (!spans.some(failed)) return undefined;
  try {
    const { diagnosis } = await mesh.why({ id: tree.traceId, since: Math.floor(start) - SLACK });
    const span = diagnosis && failedSpan(spans, diagnosis.hops);
    if (!span || diagnosis.causes.length === 0) return undefined;
    return { spanId: span.spanId, causes: summarizeCauses(diagnosis) };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    onProblem(`the cause is not known: ${error.message}`);
    return undefined;
  }
}

/**
 * The span of the proxy where the request failed, or of the last one before it that has a span: one that refuses a
 * connection has none.
 *
 * @param hops `NAMESPACE/NAME` of the proxies' pods
 */
function failedSpan(spans: readonly Span[], hops: readonly string[]): Span | undefined {
  const proxies = spans.filter((span) => span.source !== 'app' && failed(span));
  const ordered = proxies.toSorted((a, b) => a.startMicros - b.startMicros);
  for (const hop of hops.toReversed()) {
    const found = ordered.findLast(({ pod }) => pod === hop.split('/')[1]);
    if (found) return found;
  }
  return undefined;
}
