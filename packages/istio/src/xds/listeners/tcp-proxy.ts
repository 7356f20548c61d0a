import type { Mesh } from '../../model/mesh.ts';
import { TCP_PROXY } from '../names.ts';
import { accessLogs } from '../telemetry/access-log.ts';
import type { NamedExtension, TcpProxy } from '../types.ts';

type WeightedClusters = NonNullable<TcpProxy['weightedClusters']>['clusters'];

/** What a TCP proxy does besides forwarding. */
export interface TcpProxyOptions {
  readonly statPrefix: string;
  /** One cluster by name, or several by weight. */
  readonly target: string | WeightedClusters;
  /** As Envoy writes durations; Envoy's default is an hour. */
  readonly idleTimeout?: string;
  readonly maxDownstreamConnectionDuration?: string;
  /** Connections of one client go to one host. */
  readonly hashSourceIp?: boolean;
}

/** envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy, with the mesh's access log. */
export function tcpProxy(mesh: Mesh, { target, hashSourceIp, ...settings }: TcpProxyOptions): NamedExtension {
  const accessLog = accessLogs(mesh.config);
  return {
    name: TCP_PROXY,
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
      ...settings,
      ...(typeof target === 'string' ? { cluster: target } : { weightedClusters: { clusters: target } }),
      hashPolicy: hashSourceIp ? [{ sourceIp: {} }] : undefined,
      accessLog: accessLog.length > 0 ? accessLog : undefined,
    },
  };
}
