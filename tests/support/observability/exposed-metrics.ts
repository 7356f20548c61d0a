/**
 * The metrics that there are, with their labels. What a dashboard or a rule asks for is compared with this list, as a
 * misspelt metric is no error to Prometheus: it is an empty panel, or an alert that never fires.
 */

/** Istio Standard Metrics, "Labels": istio.io/latest/docs/reference/config/metrics */
const ISTIO_LABELS = [
  'reporter',
  ...['source', 'destination'].flatMap((side) =>
    ['workload', 'workload_namespace', 'principal', 'app', 'version', 'cluster'].map(
      (name) => `${side}_${name}`,
    ),
  ),
  ...['destination_service', 'destination_service_name', 'destination_service_namespace'],
  ...['request_protocol', 'connection_security_policy', 'response_flags'],
];

/** Those of HTTP metrics only. */
const ISTIO_HTTP_LABELS = [...ISTIO_LABELS, 'response_code', 'grpc_response_status'];

/**
 * Envoy's cluster statistics as Prometheus has them. Istio's bootstrap takes the cluster's name out of the metric's
 * (istio tools/packaging/common/envoy_bootstrap.json, stats_tags); envoy-metrics.e2e.test.ts asks a real Envoy.
 * Envoy documentation, "Cluster manager", "Statistics".
 */
const ENVOY_CLUSTER_METRICS = [
  ...['cx', 'cx_pool', 'rq_pending', 'rq', 'rq_retry'].map((name) => `circuit_breakers_default_${name}_open`),
  ...['active', 'enforced_total', 'overflow'].map((name) => `outlier_detection_ejections_${name}`),
  ...['rq_pending', 'cx', 'rq_retry'].map((name) => `upstream_${name}_overflow`),
].map((name) => `envoy_cluster_${name}`);

/** Written by prometheus.yaml's relabelling. */
const TARGET_LABELS = ['job', 'instance', 'namespace', 'pod', 'app', 'version'];

const scraped: readonly (readonly [metric: string, labels: readonly string[]])[] = [
  // Istio Standard Metrics, "Metrics".
  ['istio_requests_total', ISTIO_HTTP_LABELS],
  ['istio_request_duration_milliseconds_bucket', [...ISTIO_HTTP_LABELS, 'le']],
  ...ENVOY_CLUSTER_METRICS.map((name) => [name, ['cluster_name']] as const),
  // istio pilot/pkg/xds/monitoring.go and pkg/xds/monitoring.go
  ['pilot_xds', ['version']],
  ['pilot_xds_pushes', ['type']],
  ['pilot_total_xds_rejects', ['type']],
  ['pilot_proxy_convergence_time_bucket', ['le']],
];

/** Metrics that Prometheus finds at its targets. */
export const EXPOSED_METRICS: ReadonlyMap<string, readonly string[]> = new Map(
  scraped.map(([name, labels]) => [name, [...labels, ...TARGET_LABELS]]),
);
