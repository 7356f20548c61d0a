import type { ConsistentHash, LoadBalancer, SlowStart } from '../../model/traffic-policy.ts';
import { formatDuration } from '../duration.ts';
import type { Cluster, ClusterSlowStartConfig } from '../types.ts';

/**
 * How a cluster picks a host: least requests unless said otherwise, a ring or Maglev for consistent hashes, the
 * address that the client dialled for PASSTHROUGH (istio cluster_traffic_policy.go, `applyLoadBalancer`).
 */
export function loadBalancerFields(settings: LoadBalancer | undefined): Partial<Cluster> {
  if (settings?.consistentHash) return hashFields(settings.consistentHash);
  const slowStartConfig = settings?.slowStart && slowStart(settings.slowStart);
  switch (settings?.simple) {
    case 'RANDOM':
      return { lbPolicy: 'RANDOM' };
    case 'PASSTHROUGH':
      return { lbPolicy: 'CLUSTER_PROVIDED', type: 'ORIGINAL_DST' };
    case 'ROUND_ROBIN':
      return { lbPolicy: 'ROUND_ROBIN', ...(slowStartConfig && { roundRobinLbConfig: { slowStartConfig } }) };
    default:
      return {
        lbPolicy: 'LEAST_REQUEST',
        leastRequestLbConfig: slowStartConfig ? { slowStartConfig } : undefined,
      };
  }
}

/** Sizes are 64 bit numbers, which proto3 JSON writes as text. */
function hashFields({ table }: ConsistentHash): Partial<Cluster> {
  if (table.kind === 'maglev') {
    return {
      lbPolicy: 'MAGLEV',
      maglevLbConfig: table.size ? { tableSize: String(table.size) } : undefined,
    };
  }
  return {
    lbPolicy: 'RING_HASH',
    ringHashLbConfig: table.minimumSize ? { minimumRingSize: String(table.minimumSize) } : undefined,
  };
}

/** New hosts get a share that grows (Istio `warmup`). */
function slowStart({ window, growth }: SlowStart): ClusterSlowStartConfig {
  return {
    slowStartWindow: formatDuration(window),
    ...(growth && {
      // Envoy wants the name of a runtime value to go with the number; nothing sets this one.
      aggression: { defaultValue: growth.aggression, runtimeKey: 'upstream.slow_start_aggression' },
      minWeightPercent: { value: growth.minimumPercent },
    }),
  };
}
