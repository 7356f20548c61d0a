import type { ClusterPolicy } from '../../model/traffic-policy.ts';
import type { Milliseconds } from '../../model/values.ts';
import type { Cluster, TcpKeepalive } from '../types.ts';

/** SO_KEEPALIVE on upstream connections; Envoy takes whole seconds, and the system's values for what is not set. */
export function tcpKeepalive(pool: ClusterPolicy['connectionPool']): Partial<Cluster> {
  const settings = pool?.tcp.keepalive;
  if (!settings) return {};
  const tcpKeepaliveOptions = {
    keepaliveProbes: settings.probes ? settings.probes : undefined,
    ...seconds('keepaliveTime', settings.time),
    ...seconds('keepaliveInterval', settings.interval),
  };
  return { upstreamConnectionOptions: { tcpKeepalive: tcpKeepaliveOptions } };
}

function seconds(field: keyof TcpKeepalive, milliseconds: Milliseconds | undefined) {
  return milliseconds === undefined ? {} : { [field]: Math.floor(milliseconds / 1000) };
}
