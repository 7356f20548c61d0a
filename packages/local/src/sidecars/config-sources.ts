import { join } from 'node:path';
import type { Bootstrap, ConfigSource } from '@lab/istio';
import { credentialFile } from './credential-files.ts';
import { isCredential } from './missing-certificates.ts';
import type { Placement } from './placement.ts';
import { asksForSystemRoots, withSystemRoots } from './system-roots.ts';

/** Name of the bootstrap's cluster behind which the lab serves the configuration. */
const XDS_CLUSTER = 'xds';

const FILE_ACCESS_LOG = 'type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog';

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

/** Watches one file for being replaced by a rename. */
function fileSource(path: string): ConfigSource {
  return { pathConfigSource: { path }, resourceApiVersion: 'V3' };
}

/**
 * Copies a piece of configuration with what it fetches by ADS fetched from the lab (RDS, EDS) or from files
 * (SDS), access logs in a file of the pod's own, wherever meshConfig has them, since its path is one of a container and
 * manifests name no file of this machine to write to, and the public CAs that Istio's proxy image has where this machine
 * has them. Nothing else is changed.
 */
export function moveSources<Value>(value: Value, placement: Placement): Value {
  if (Array.isArray(value)) return value.map((item) => moveSources(item, placement)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (asksForSystemRoots(value)) return withSystemRoots(value);
  const { name, '@type': type } = value as { readonly name?: unknown; readonly '@type'?: unknown };
  if (type === FILE_ACCESS_LOG) return { ...value, path: placement.accessLogPath };
  const entries = Object.entries(value).map(([key, field]) => [
    key,
    movedSource(key, name, placement) ?? moveSources(field, placement),
  ]);
  return Object.fromEntries(entries) as Value;
}

function movedSource(key: string, name: unknown, placement: Placement): unknown {
  if (key === 'configSource' || key === 'edsConfig') return adsSource();
  if (key === 'sdsConfig') {
    const secret = String(name);
    return fileSource(
      isCredential(secret)
        ? credentialFile(placement.credentialsDir, secret)
        : join(placement.identityDir, `${secret}.json`),
    );
  }
  return undefined;
}
