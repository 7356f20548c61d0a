import type { Mesh } from '../../model/mesh.ts';
import type { ExtensionProvider } from '../../model/mesh-config.ts';
import { proxyServiceName } from '../../model/proxy-identity.ts';
import type { Pod } from '../../model/registry.ts';
import { outboundClusterName } from '../clusters/cluster-name.ts';
import type { NamedExtension } from '../types.ts';

type OpenTelemetry = NonNullable<ExtensionProvider['opentelemetry']>;
type Zipkin = NonNullable<ExtensionProvider['zipkin']>;

interface Collector {
  readonly hostname: string;
  readonly cluster: string;
}

/**
 * Envoy's tracer for a provider of meshConfig: OpenTelemetry (OTLP over HTTP or gRPC) or Zipkin. Undefined, and
 * so no spans, for a provider of another kind and where the provider's Service is not in the registry.
 * Source: istio pilot/pkg/networking/core/tracing.go, `configureFromProviderConfig`.
 */
export function tracingProvider(
  mesh: Mesh,
  pod: Pod,
  provider: ExtensionProvider,
): NamedExtension | undefined {
  const { opentelemetry, zipkin } = provider;
  const settings = opentelemetry ?? zipkin;
  const collector = settings && findCollector(mesh, settings);
  if (!collector) return undefined;
  if (opentelemetry) return openTelemetryTracer(opentelemetry, collector, proxyServiceName(pod));
  return zipkin && zipkinTracer(zipkin, collector);
}

function openTelemetryTracer(
  { http }: OpenTelemetry,
  { hostname, cluster }: Collector,
  serviceName: string,
): NamedExtension {
  const exporter = http
    ? {
        httpService: {
          httpUri: { uri: joinPath(hostname, http.path ?? ''), cluster, timeout: http.timeout ?? '3s' },
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
function zipkinTracer(zipkin: Zipkin, { hostname, cluster }: Collector): NamedExtension {
  return {
    name: 'envoy.tracers.zipkin',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.config.trace.v3.ZipkinConfig',
      collectorService: {
        httpUri: { uri: `http://${hostname}${zipkin.path || '/api/v2/spans'}`, cluster, timeout: '5s' },
      },
      collectorEndpointVersion: 'HTTP_JSON',
      traceId128bit: !zipkin.enable64bitTraceId,
      sharedSpanContext: false,
      traceContextOption: zipkin.traceContextOption ?? 'USE_B3',
    },
  };
}

/** The provider's Service, named by host or by `NAMESPACE/HOST`. */
function findCollector(mesh: Mesh, { service, port }: OpenTelemetry | Zipkin): Collector | undefined {
  const [namespace, host] = service.includes('/') ? service.split('/', 2) : [undefined, service];
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
