export { type Collector, type CollectorOptions, startCollector } from './collector/collector.ts';
export { type JaegerClient, jaegerClient } from './jaeger/jaeger-client.ts';
export { dueMs, type RateOptions, sendAtRate } from './load/send-at-rate.ts';
export { type LoadOptions, sendLoad } from './load/send-load.ts';
export { type LoadOutcome, type LoadRequest, type RequestHeaders, sendOne } from './load/send-one.ts';
export { type MetricSample, queryPrometheus } from './prometheus/prometheus-client.ts';
export type { AttributeValue, Span, SpanKind, SpanSource } from './spans/span.ts';
export { binomialInterval, type CountInterval } from './split/binomial-interval.ts';
export {
  compareSplit,
  countHops,
  type Hop,
  type SplitCounts,
  type SplitShare,
} from './split/compare-split.ts';
export { type TraceLine, traceLines } from './traces/trace-lines.ts';
export { createTraceStore, type TraceStore, type TraceStoreOptions } from './traces/trace-store.ts';
export { type SpanNode, type TraceTree, traceTree } from './traces/trace-tree.ts';
