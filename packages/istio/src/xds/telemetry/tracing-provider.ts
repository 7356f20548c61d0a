import type { OpenTelemetryTracer, Tracer, ZipkinTracer } from '../../model/extension-provider.ts';
import type { Mesh } from '../../model/mesh.ts';
import { proxyServiceName } from '../../model/proxy-identity.ts';
import type { Pod } from '../../model/registry.ts';
import { outboundClusterName } from '../clusters/cluster-name.ts';
import { formatDuration } from '../duration.ts';
import type { NamedExtension } from '../types.ts';

interface Collector {
  readonly hostname: string;
  readonly cluster: string;
}

/**
 * Envoy's tracer for a provider of meshConfig: OpenTelemetry (OTLP over HTTP or gRPC) or Zipkin. Undefined, and
 * so no spans, where the provider's Service is not in the registry.
 * Source: istio pilot/pkg/networking/core/tracing.go, `configureFromProviderConfig`.
 */
export function tracingProvider(mesh: Mesh, pod: Pod, tracer: Tracer): NamedExtension | undefined {
  const collector = findCollector(mesh, tracer);
  if (!collector) return undefined;
  return tracer.kind === 'opentelemetry'
    ? openTelemetryTracer(tracer, collector, proxyServiceName(pod))
    : zipkinTracer(tracer, collector);
}

function openTelemetryTracer(
  { http }: OpenTelemetryTracer,
  { hostname, cluster }: Collector,
  serviceName: string,
): NamedExtension {
  const exporter = http
    ? {
        httpService: {
          httpUri: { uri: joinPath(hostname, http.path), cluster, timeout: formatDuration(http.timeout) },
        },
      }
    : { grpcService: { envoyGrpc: { clusterName: cluster, authority: hostname } } };
  return {
    name: 'envoy.tracers.opentelemetry',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.config.trace.v3.OpenTelemetryConfig',
      serviceName,
      ...exporter,
    },
  };
}

/**
 * Client and server report spans of their own (`sharedSpanContext` off), or a span id would stand for both sides
 * of a call. The service's name is the proxy's `node.cluster`.
 */
function zipkinTracer(zipkin: ZipkinTracer, { hostname, cluster }: Collector): NamedExtension {
  return {
    name: 'envoy.tracers.zipkin',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.config.trace.v3.ZipkinConfig',
      collectorService: {
        httpUri: { uri: `http://${hostname}${zipkin.path}`, cluster, timeout: '5s' },
      },
      collectorEndpointVersion: 'HTTP_JSON',
      traceId128bit: !zipkin.enable64bitTraceId,
      sharedSpanContext: false,
      traceContextOption: zipkin.traceContextOption,
    },
  };
}

function findCollector(mesh: Mesh, { service: { namespace, host }, port }: Tracer): Collector | undefined {
  const found = mesh.services.filter(
    (candidate) =>
      candidate.hostname === host && (namespace === undefined || candidate.namespace === namespace),
  );
  const [only, ...others] = found;
  if (!only || others.length > 0) return undefined;
  return { hostname: only.hostname, cluster: outboundClusterName(port, '', only.hostname) };
}

function joinPath(hostname: string, path: string): string {
  return `${hostname}/${path.replace(/^\/+/, '')}`;
}
