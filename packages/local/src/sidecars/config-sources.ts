import type { Bootstrap, ConfigSource } from '@lab/istio';
import type { Placement } from './placement.ts';
import { asksForSystemRoots, withSystemRoots } from './system-roots.ts';

/** Name of the bootstrap's cluster behind which the lab serves the configuration. */
const XDS_CLUSTER = 'xds';

const FILE_ACCESS_LOG = 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog';

/** Fields that are a ConfigSource: of an Rds, an EdsClusterConfig and an SdsSecretConfig. */
const SOURCES = new Set(['configSource', 'edsConfig', 'sdsConfig']);

const PROTOCOL_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/** envoy.config.core.v3.ConfigSource that asks the lab, by the stream that {@link adsConfig} opens. */
export function adsSource(): ConfigSource {
  return { ads: {}, initialFetchTimeout: '0s', resourceApiVersion: 'V3' };
}

/** The one stream by which an Envoy asks for everything. */
export function adsConfig(): NonNullable<ConfigSource['apiConfigSource']> {
  return {
    apiType: 'DELTA_GRPC',
    transportApiVersion: 'V3',
    grpcServices: [{ envoyGrpc: { clusterName: XDS_CLUSTER } }],
    setNodeOnFirstMessageOnly: true,
  };
}

type BootstrapCluster = NonNullable<NonNullable<Bootstrap['staticResources']>['clusters']>[number];

/** The cluster that {@link adsConfig} asks. */
export function xdsCluster(socketPath: string): BootstrapCluster {
  return {
    name: XDS_CLUSTER,
    type: 'STATIC',
    connectTimeout: '1s',
    typedExtensionProtocolOptions: {
      [PROTOCOL_OPTIONS]: {
        '@type': `type.googleapis.com/${PROTOCOL_OPTIONS}`,
        explicitHttpConfig: { http2ProtocolOptions: {} },
      },
    },
    loadAssignment: {
      clusterName: XDS_CLUSTER,
      endpoints: [{ lbEndpoints: [{ endpoint: { address: { pipe: { path: socketPath } } } }] }],
    },
  };
}

/**
 * Copies a piece of configuration with what it fetches by ADS fetched from the lab (RDS, EDS, SDS), access logs in a file of the pod's own, wherever meshConfig has them, since its path is one of a container and
 * manifests name no file of this machine to write to, and the public CAs that Istio's proxy image has where this machine
 * has them. Nothing else is changed.
 */
export function moveSources<Value>(value: Value, placement: Placement): Value {
  if (Array.isArray(value)) return value.map((item) => moveSources(item, placement)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (asksForSystemRoots(value)) return withSystemRoots(value);
  const { '@type': type } = value as { readonly '@type'?: unknown };
  if (type === FILE_ACCESS_LOG) return { ...value, path: placement.accessLogPath };
  const entries = Object.entries(value).map(([key, field]) => [
    key,
    SOURCES.has(key) ? adsSource() : moveSources(field, placement),
  ]);
  return Object.fromEntries(entries) as Value;
}
