import { parseDuration } from '../../model/duration.ts';
import type { ClusterPolicy } from '../../model/traffic-policy.ts';
import type { Cluster } from '../types.ts';

/** SO_KEEPALIVE on upstream connections; Envoy takes whole seconds, and the system's values for what is not set. */
export function tcpKeepalive(pool: ClusterPolicy['connectionPool']): Partial<Cluster> {
  const settings = pool?.tcp?.tcpKeepalive;
  if (!settings) return {};
  const tcpKeepaliveOptions = {
    ...(settings.probes && { keepaliveProbes: settings.probes }),
    ...seconds('keepaliveTime', settings.time),
    ...seconds('keepaliveInterval', settings.interval),
  };
  return { upstreamConnectionOptions: { tcpKeepalive: tcpKeepaliveOptions } };
}

function seconds(field: string, text: string | undefined) {
  return text === undefined ? {} : { [field]: Math.floor((parseDuration(text) ?? 0) / 1000) };
}
