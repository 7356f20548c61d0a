import type { Span } from '../spans/span.ts';
import { textSharer, withSharedTexts } from './share-texts.ts';

export interface TraceStoreOptions {
  /** Spans kept over all traces; about 1 KiB of memory each. */
  readonly maxSpans?: number;
  /** Spans kept of one trace: a loop of calls must not push everything else out. */
  readonly maxSpansPerTrace?: number;
}

export interface TraceStore {
  add(spans: readonly Span[]): void;
  /** The spans of a trace in the order they arrived; empty for one that is not (or no longer) known. */
  spans(traceId: string): readonly Span[];
  /** Ids that start with the text given, the newest trace first; all ids for no text. */
  ids(prefix?: string): readonly string[];
  readonly size: { readonly traces: number; readonly spans: number; readonly dropped: number };
}

/** Keeps the newest traces in memory; when it is full the trace that began first goes as a whole. */
export function createTraceStore({
  maxSpans = 40_000,
  maxSpansPerTrace = 1_000,
}: TraceStoreOptions = {}): TraceStore {
  // A Map keeps the order of insertion, so its first key is the oldest trace.
  const traces = new Map<string, Span[]>();
  let total = 0;
  let dropped = 0;

  const evictOldest = () => {
    const [oldest, spans] = traces.entries().next().value ?? ['', []];
    traces.delete(oldest);
    total -= spans.length;
    dropped += spans.length;
  };

  const share = textSharer();
  const addOne = (span: Span) => {
    const trace = traces.get(span.traceId) ?? [];
    if (trace.length >= maxSpansPerTrace) {
      dropped += 1;
      return;
    }
    trace.push(withSharedTexts(span, share));
    traces.set(span.traceId, trace);
    total += 1;
    while (total > maxSpans) evictOldest();
  };

  return {
    add: (spans) => spans.forEach(addOne),
    spans: (traceId) => traces.get(traceId) ?? [],
    ids: (prefix = '') => [...traces.keys()].filter((id) => id.startsWith(prefix)).reverse(),
    get size() {
      return { traces: traces.size, spans: total, dropped };
    },
  };
}
