import { parseDuration } from './duration.ts';
import { setFields } from './set-fields.ts';
import type { Milliseconds } from './values.ts';

/** One entry of meshConfig.extensionProviders, as far as tracing needs it (istio `mesh/v1alpha1`). */
export interface ExtensionProvider {
  readonly name: string;
  /** Absent for a provider of another kind. */
  readonly tracer?: Tracer;
}

/** Where a tracer's spans go. */
interface Collector {
  /** Of the host alone where it names no namespace. */
  readonly service: { readonly namespace?: string; readonly host: string };
  readonly port: number;
  readonly maxTagLength?: number;
}

export interface OpenTelemetryTracer extends Collector {
  readonly kind: 'opentelemetry';
  /** OTLP over HTTP; over gRPC where it is absent. */
  readonly http?: { readonly path: string; readonly timeout: Milliseconds };
}

export interface ZipkinTracer extends Collector {
  readonly kind: 'zipkin';
  readonly path: string;
  readonly enable64bitTraceId: boolean;
  readonly traceContextOption: 'USE_B3' | 'USE_B3_WITH_W3C_PROPAGATION';
}

export type Tracer = OpenTelemetryTracer | ZipkinTracer;

interface WrittenCollector {
  readonly service?: string;
  readonly port?: number;
  readonly maxTagLength?: number;
}

/** As meshConfig has it. */
export interface WrittenProvider {
  readonly name: string;
  readonly opentelemetry?: WrittenCollector & {
    readonly http?: { readonly path?: string; readonly timeout?: string };
  };
  readonly zipkin?: WrittenCollector & {
    readonly path?: string;
    readonly enable64bitTraceId?: boolean;
    readonly traceContextOption?: ZipkinTracer['traceContextOption'];
  };
}

const DEFAULT_TIMEOUT: Milliseconds = 3000;

export function readExtensionProvider({ name, opentelemetry, zipkin }: WrittenProvider): ExtensionProvider {
  if (opentelemetry) {
    const { http } = opentelemetry;
    const timeout = parseDuration(http?.timeout ?? '') ?? DEFAULT_TIMEOUT;
    const tracer: Tracer = {
      kind: 'opentelemetry',
      ...readCollector(opentelemetry),
      ...(http && { http: { path: http.path ?? '', timeout } }),
    };
    return { name, tracer };
  }
  if (!zipkin) return { name };
  const tracer: Tracer = {
    kind: 'zipkin',
    ...readCollector(zipkin),
    path: zipkin.path || '/api/v2/spans',
    enable64bitTraceId: zipkin.enable64bitTraceId ?? false,
    traceContextOption: zipkin.traceContextOption ?? 'USE_B3',
  };
  return { name, tracer };
}

/** The Service is named by host or by `NAMESPACE/HOST`. */
function readCollector({ service = '', port = 0, maxTagLength }: WrittenCollector): Collector {
  const slash = service.indexOf('/');
  const named = { namespace: service.slice(0, Math.max(slash, 0)), host: service.slice(slash + 1) };
  return setFields<Collector>({
    service: slash < 0 ? { host: service } : named,
    port,
    maxTagLength,
  });
}
