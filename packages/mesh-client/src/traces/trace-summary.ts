import { type Span, traceTree } from '@lab/observe';
import type { MeshClient } from '../mesh-client.ts';
import { failed, spanName, statusCode } from './span-name.ts';

/** A trace in one line. Plain JSON. */
export interface TraceSummary {
  readonly traceId: string;
  /** When its first span began, ISO 8601. */
  readonly startedAt: string;
  /** Service and name of the span that began it. */
  readonly root: string;
  /** Of its answer; absent where there was none. */
  readonly status?: number;
  /** Whether the request failed, or any call made for it. */
  readonly failed: boolean;
  /** From the beginning of the first span to the end of the last. */
  readonly durationMs: number;
  readonly spans: number;
}

/** Sums up traces, the newest first. A trace without spans has been forgotten in the meantime, and is left out. */
export function summarizeTraces(
  traces: readonly (readonly [id: string, spans: readonly Span[]])[],
): TraceSummary[] {
  return traces
    .flatMap(([traceId, spans]) => summary(traceId, spans) ?? [])
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function summary(traceId: string, spans: readonly Span[]): TraceSummary | undefined {
  const root = traceTree(traceId, spans).roots[0]?.span;
  if (!root) return undefined;
  const start = Math.min(...spans.map(({ startMicros }) => startMicros));
  const end = Math.max(...spans.map(({ startMicros, durationMicros }) => startMicros + durationMicros));
  const status = statusCode(root);
  return {
    traceId,
    startedAt: new Date(start / 1_000).toISOString(),
    root: rootText(root),
    ...(status !== undefined && { status }),
    failed: spans.some(failed),
    durationMs: Math.round((end - start) / 10) / 100,
    spans: spans.length,
  };
}

/** Of a request through a proxy its method and URL, which say more than the name of the route. */
function rootText(root: Span): string {
  const { 'http.method': method, 'http.url': url } = root.attributes;
  const what = method && url ? `${method} ${String(url).replace(/^\w+:\/\//, '')}` : spanName(root);
  return `${root.service} ${what}`;
}

/** The newest traces whose ids begin with a prefix, at most `count`, the newest first. */
export async function listTraces(
  mesh: MeshClient,
  prefix: string,
  count: number,
): Promise<readonly TraceSummary[]> {
  const ids = (await mesh.traceIds(prefix)).slice(0, count);
  return summarizeTraces(await Promise.all(ids.map(async (id) => [id, await mesh.spans(id)] as const)));
}
