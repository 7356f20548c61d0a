import { parseDocument } from 'yaml';
import type { HttpRoute } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';
import { parseDuration } from './duration.ts';
import { type ExtensionProvider, readExtensionProvider, type WrittenProvider } from './extension-provider.ts';
import type { Retries } from './http-route.ts';
import { readRetries } from './read-retries.ts';
import { DEFAULT_TRUST_DOMAIN } from './spiffe-id.ts';

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
  /** Path that access logs go to, `/dev/stdout` as a rule; empty where there are none. */
  readonly accessLogFile: string;
  readonly accessLogEncoding: 'TEXT' | 'JSON';
  /** As written, for the encoding: text, or an object in JSON; empty for Istio's default. */
  readonly accessLogFormat: string;
  /** Per cent, 0 to 100. */
  readonly defaultSampling: number;
  readonly extensionProviders: readonly ExtensionProvider[];
  readonly defaultTracingProviders: readonly string[];
  readonly defaultAccessLogProviders: readonly string[];
  /** Whether proxies give a ServiceEntry without addresses one of their own (proxyMetadata of DNS capture). */
  readonly allocatesAddresses: boolean;
  /** For routes without retries of their own; absent means Istio's default. */
  readonly defaultHttpRetryPolicy?: Retries;
  /** The ConfigMap; absent where all is default. */
  readonly resource?: Resource;
}

/** The part of Istio's meshConfig, as written, that the lab reads. */
interface WrittenMeshConfig {
  readonly rootNamespace?: string;
  readonly trustDomain?: string;
  readonly enableAutoMtls?: boolean;
  readonly connectTimeout?: string;
  readonly outboundTrafficPolicy?: { readonly mode?: 'ALLOW_ANY' | 'REGISTRY_ONLY' };
  readonly enableTracing?: boolean;
  readonly accessLogFile?: string;
  readonly accessLogEncoding?: 'TEXT' | 'JSON';
  readonly accessLogFormat?: string;
  readonly defaultConfig?: {
    readonly tracing?: { readonly sampling?: number };
    readonly proxyMetadata?: Readonly<Record<string, unknown>>;
  };
  readonly extensionProviders?: readonly WrittenProvider[];
  readonly defaultProviders?: {
    readonly tracing?: readonly string[];
    readonly accessLogging?: readonly string[];
  };
  readonly defaultHttpRetryPolicy?: HttpRoute['retries'];
}

const ROOT_NAMESPACE = 'istio-system';

/**
 * Reads ConfigMap `istio` in `istio-system` over Istio's defaults (istio `pkg/config/mesh`, DefaultMeshConfig).
 * A missing ConfigMap, or text in it that is not a YAML map, gives the defaults; validation reports the latter.
 */
export function readMeshConfig(resources: readonly Resource[]): MeshConfig {
  const resource = resources.find(isMeshConfigMap);
  const written: WrittenMeshConfig = resource ? parseText(resource) : {};
  const rootNamespace = written.rootNamespace ?? ROOT_NAMESPACE;
  return {
    rootNamespace,
    trustDomain: written.trustDomain ?? DEFAULT_TRUST_DOMAIN,
    domain: 'cluster.local',
    enableAutoMtls: written.enableAutoMtls ?? true,
    connectTimeoutMs: parseDuration(written.connectTimeout ?? '10s') ?? 10_000,
    outboundTrafficPolicy: written.outboundTrafficPolicy?.mode ?? 'ALLOW_ANY',
    enableTracing: written.enableTracing ?? true,
    accessLogFile: written.accessLogFile ?? '',
    accessLogEncoding: written.accessLogEncoding ?? 'TEXT',
    accessLogFormat: written.accessLogFormat ?? '',
    defaultSampling: written.defaultConfig?.tracing?.sampling ?? 1,
    extensionProviders: (written.extensionProviders ?? []).map(readExtensionProvider),
    defaultTracingProviders: written.defaultProviders?.tracing ?? [],
    defaultAccessLogProviders: written.defaultProviders?.accessLogging ?? [],
    allocatesAddresses: allocatesAddresses(written),
    ...(written.defaultHttpRetryPolicy && {
      defaultHttpRetryPolicy: readRetries(written.defaultHttpRetryPolicy),
    }),
    ...(resource && { resource }),
  };
}

function allocatesAddresses({ defaultConfig }: WrittenMeshConfig): boolean {
  const metadata = defaultConfig?.proxyMetadata ?? {};
  const isOn = (name: string) => String(metadata[name]) === 'true';
  return (
    isOn('ISTIO_META_DNS_CAPTURE') &&
    (isOn('ISTIO_META_DNS_AUTO_ALLOCATE') || isOn('PILOT_ENABLE_IP_AUTOALLOCATE'))
  );
}

/** The fields that the ConfigMap sets; none for any other resource. */
export function meshConfigKeys(resource: Resource): string[] {
  return isMeshConfigMap(resource) ? Object.keys(parseText(resource)) : [];
}

/** Those of `keys` that the ConfigMap sets. */
export function unreadMeshConfig(resource: Resource, keys: readonly string[]): string[] {
  const written = new Set(meshConfigKeys(resource));
  return keys.filter((key) => written.has(key));
}

/** Whether it is the ConfigMap that meshConfig is read from. */
export function isMeshConfigMap({ kind, metadata }: Resource): boolean {
  return kind === 'ConfigMap' && metadata.name === 'istio' && metadata.namespace === ROOT_NAMESPACE;
}

function parseText({ raw }: Resource): WrittenMeshConfig {
  const data = raw.data as { mesh?: string } | undefined;
  const document = parseDocument(data?.mesh ?? '');
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}
