import type { Mesh } from '../../model/mesh.ts';
import { formatDuration } from '../duration.ts';
import { HTTP_PROTOCOL_OPTIONS } from '../names.ts';
import type { Cluster } from '../types.ts';
import { circuitBreakers } from './circuit-breakers.ts';
import { BLACK_HOLE_CLUSTER, PASSTHROUGH_CLUSTER } from './cluster-name.ts';

/** Connections sent here are closed: it has no endpoint. */
export function blackHoleCluster({ config }: Mesh): Cluster {
  return {
    name: BLACK_HOLE_CLUSTER,
    altStatName: `${BLACK_HOLE_CLUSTER};`,
    type: 'STATIC',
    connectTimeout: formatDuration(config.connectTimeoutMs),
    lbPolicy: 'ROUND_ROBIN',
  };
}

/** Sends on to the address that the client dialled, in the HTTP version that it speaks. */
export function passthroughCluster({ config }: Mesh): Cluster {
  return {
    name: PASSTHROUGH_CLUSTER,
    altStatName: `${PASSTHROUGH_CLUSTER};`,
    type: 'ORIGINAL_DST',
    connectTimeout: formatDuration(config.connectTimeoutMs),
    lbPolicy: 'CLUSTER_PROVIDED',
    circuitBreakers: circuitBreakers(undefined),
    typedExtensionProtocolOptions: {
      [HTTP_PROTOCOL_OPTIONS]: {
        '@type': `type.googleapis.com/${HTTP_PROTOCOL_OPTIONS}`,
        commonHttpProtocolOptions: { idleTimeout: '300s' },
        useDownstreamProtocolConfig: { httpProtocolOptions: {}, http2ProtocolOptions: {} },
      },
    },
  };
}
