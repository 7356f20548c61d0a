import { isSpanContextValid, TraceFlags, trace } from '@opentelemetry/api';

export type TraceIds = { readonly trace_id: string; readonly span_id: string };

/** The ids of the span that is active now, under the names that log pipelines expect; undefined outside one. */
export function activeTraceIds(): TraceIds | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span || !isSpanContextValid(span)) return undefined;
  return { trace_id: span.traceId, span_id: span.spanId };
}

/** The id of the trace that is active now, if it was sampled: of one that was not, no span is kept anywhere. */
export function sampledTraceId(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span || !isSpanContextValid(span) || !(span.traceFlags & TraceFlags.SAMPLED)) return undefined;
  return span.traceId;
}
