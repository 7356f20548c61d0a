import type { MetricSample } from '@lab/observe';
import type { Places } from '../feed/places.ts';
import { edgeId } from '../picture/edges.ts';
import { OUTSIDE_NODE } from '../picture/nodes.ts';
import type { DurationBucket, EdgeTraffic } from '../protocol.ts';

/** Labels of Istio's standard metrics that say which call is counted (Istio documentation, "Istio Standard Metrics"). */
const CALL = [
  ...['source_workload', 'source_workload_namespace', 'source_canonical_service'],
  ...['destination_service', 'destination_workload', 'destination_workload_namespace'],
  ...['destination_canonical_service', 'destination_version'],
];
/** Of the pod that counts: the sum of several would fall when one of them goes. */
const COUNTING = ['namespace', 'pod', 'instance'];

/** Each call once: by its caller's proxy, and by the called one's where the caller has none. */
function counted(metric: string, labels: readonly string[]): string {
  const by = [...CALL, ...COUNTING, ...labels].join(', ');
  const callers = `${metric}{reporter=~"source|waypoint"}`;
  const called = `${metric}{reporter="destination", source_workload="unknown"}`;
  return `sum by (${by}) (${callers} or ${called})`;
}

export const REQUESTS = counted('istio_requests_total', ['response_code', 'response_flags']);
export const DURATIONS = counted('istio_request_duration_milliseconds_bucket', ['le']);

/** What Istio writes for a label of which it knows nothing. */
const UNKNOWN = new Set([undefined, '', 'unknown', '-']);

/**
 * Calls by edge and version, from how much the counters of proxies have risen.
 *
 * @param requests of {@link REQUESTS}
 * @param durations of {@link DURATIONS}
 */
export function trafficOfMetrics(
  requests: readonly MetricSample[],
  durations: readonly MetricSample[],
  places: Places,
): readonly EdgeTraffic[] {
  const keyOf = ({ labels }: MetricSample) => JSON.stringify(callOf(labels, places));
  const timed = Map.groupBy(durations, keyOf);
  return [...Map.groupBy(requests, keyOf)].map(([key, samples]) => {
    const counts = samples.map(({ labels, value }) => ({ ...answerOf(labels), count: Math.round(value) }));
    const buckets = bucketsOf(timed.get(key) ?? []);
    return {
      ...(JSON.parse(key) as ReturnType<typeof callOf>),
      count: sum(counts),
      failed: sum(counts.filter(({ status }) => status >= 400 || status === 0)),
      durationsMs: [],
      ...(buckets.length > 0 && { durationBuckets: buckets }),
      statuses: countBy(counts.map(({ status, count }) => [String(status), count])),
      flags: countBy(counts.flatMap(({ flags, count }) => flags.map((flag) => [flag, count] as const))),
    };
  });
}

type Labels = MetricSample['labels'];

function callOf(labels: Labels, places: Places): Pick<EdgeTraffic, 'edge' | 'version'> {
  const from = nodeOf(labels.source_workload_namespace, labels.source_canonical_service) ?? OUTSIDE_NODE;
  const answering = nodeOf(labels.destination_workload_namespace, labels.destination_canonical_service);
  const to = answering ?? places.host(labels.destination_service ?? '', labels.source_workload_namespace);
  const { destination_version: version } = labels;
  return {
    edge: edgeId(from, to),
    ...(answering !== undefined && { version: UNKNOWN.has(version) ? '' : (version as string) }),
  };
}

function nodeOf(namespace: string | undefined, name: string | undefined): string | undefined {
  return UNKNOWN.has(namespace) || UNKNOWN.has(name) ? undefined : `${namespace}/${name}`;
}

function answerOf({ response_code: code, response_flags: flags = '' }: Labels) {
  return { status: Number(code) || 0, flags: flags.split(',').filter((flag) => !UNKNOWN.has(flag)) };
}

function bucketsOf(samples: readonly MetricSample[]): readonly DurationBucket[] {
  const bounds = Map.groupBy(samples, ({ labels }) => Number(labels.le === '+Inf' ? Infinity : labels.le));
  return [...bounds]
    .toSorted(([a], [b]) => a - b)
    .map(([upTo, own]) => ({
      ...(Number.isFinite(upTo) && { upTo }),
      count: own.reduce((total, { value }) => total + value, 0),
    }));
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

function countBy(named: readonly (readonly [name: string, count: number])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, count] of named) counts[name] = (counts[name] ?? 0) + count;
  return counts;
}
