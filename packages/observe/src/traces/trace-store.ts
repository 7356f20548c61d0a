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
  /**
   * Ids that start with the text given; all ids for no text. The trace that began last is first, whatever came first:
   * proxies send their spans in batches, each by a clock of its own.
   */
  ids(prefix?: string): readonly string[];
  readonly size: { readonly traces: number; readonly spans: number; readonly dropped: number };
}

interface Trace {
  readonly spans: Span[];
  /** The start of its earliest span, in microseconds. */
  startMicros: number;
}

/** Keeps the newest traces in memory; when it is full the trace that came first goes as a whole. */
export function createTraceStore({
  maxSpans = 40_000,
  maxSpansPerTrace = 1_000,
}: TraceStoreOptions = {}): TraceStore {
  // A Map keeps the order of insertion, so its first key is the oldest trace.
  const traces = new Map<string, Trace>();
  let total = 0;
  let dropped = 0;

  const evictOldest = () => {
    const [oldest, trace] = traces.entries().next().value ?? [''];
    const evicted = trace?.spans.length ?? 0;
    traces.delete(oldest);
    total -= evicted;
    dropped += evicted;
  };

  const share = textSharer();
  const addOne = (span: Span) => {
    const trace = traces.get(span.traceId) ?? { spans: [], startMicros: span.startMicros };
    if (trace.spans.length >= maxSpansPerTrace) {
      dropped += 1;
      return;
    }
    trace.spans.push(withSharedTexts(span, share));
    trace.startMicros = Math.min(trace.startMicros, span.startMicros);
    traces.set(span.traceId, trace);
    total += 1;
    while (total > maxSpans) evictOldest();
  };

  return {
    add: (spans) => spans.forEach(addOne),
    spans: (traceId) => traces.get(traceId)?.spans ?? [],
    ids: (prefix = '') =>
      [...traces]
        .filter(([id]) => id.startsWith(prefix))
        // Of two that began in one microsecond the one that came last.
        .reverse()
        .sort(([, one], [, other]) => other.startMicros - one.startMicros)
        .map(([id]) => id),
    get size() {
      return { traces: traces.size, spans: total, dropped };
    },
  };
}
