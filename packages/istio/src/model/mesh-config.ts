/** One entry of meshConfig.extensionProviders, as far as tracing needs it (istio `mesh/v1alpha1`). */
export interface ExtensionProvider {
  readonly name: string;
  readonly opentelemetry?: {
    readonly service: string;
    readonly port: number;
    readonly http?: { readonly path?: string; readonly timeout?: string };
    readonly maxTagLength?: number;
  };
  readonly zipkin?: {
    readonly service: string;
    readonly port: number;
    readonly path?: string;
    readonly enable64bitTraceId?: boolean;
    readonly traceContextOption?: 'USE_B3' | 'USE_B3_WITH_W3C_PROPAGATION';
    readonly maxTagLength?: number;
  };
  readonly [other: string]: unknown;
}

/** Istio's meshConfig with defaults filled in; read from ConfigMap `istio` in the root namespace, key `mesh`. */
export interface MeshConfig {
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly domain: string;
  readonly enableAutoMtls: boolean;
  /** Milliseconds; Istio's default is 10 s. */
  readonly connectTimeoutMs: number;
  readonly outboundTrafficPolicy: 'ALLOW_ANY' | 'REGISTRY_ONLY';
  readonly enableTracing: boolean;
  /** Per cent, 0 to 100. */
  readonly defaultSampling: number;
  readonly extensionProviders: readonly ExtensionProvider[];
  readonly defaultTracingProviders: readonly string[];
  readonly defaultHttpRetryAttempts: number;
}
