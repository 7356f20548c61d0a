import { formatDuration, parseDuration } from '../../model/duration.ts';
import type { ClusterPolicy } from '../../model/traffic-policy.ts';
import type { Cluster } from '../types.ts';

type LoadBalancer = NonNullable<ClusterPolicy['loadBalancer']>;
type ConsistentHash = NonNullable<LoadBalancer['consistentHash']>;

/** Istio's ring size where a hash is asked for without one (Envoy's own default). */
const DEFAULT_RING_SIZE = 1024;

/**
 * How a cluster picks a host: least requests unless said otherwise, a ring or Maglev for consistent hashes, the
 * address that the client dialled for PASSTHROUGH (istio cluster_traffic_policy.go, `applyLoadBalancer`).
 */
export function loadBalancerFields(settings: LoadBalancer | undefined): Partial<Cluster> {
  if (settings?.consistentHash) return hashFields(settings.consistentHash);
  const slowStartConfig = slowStart(settings);
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
        ...(slowStartConfig && { leastRequestLbConfig: { slowStartConfig } }),
      };
  }
}

/** Sizes are 64 bit numbers, which proto3 JSON writes as text. */
function hashFields({ maglev, ringHash, minimumRingSize }: ConsistentHash): Partial<Cluster> {
  if (maglev) {
    const { tableSize } = maglev;
    return { lbPolicy: 'MAGLEV', ...(tableSize && { maglevLbConfig: { tableSize: String(tableSize) } }) };
  }
  const size = ringHash ? ringHash.minimumRingSize : minimumRingSize || DEFAULT_RING_SIZE;
  return {
    lbPolicy: 'RING_HASH',
    ...(size && { ringHashLbConfig: { minimumRingSize: String(size) } }),
  };
}

/** New hosts get a share that grows (Istio `warmup`); the older field has only its duration. */
function slowStart(settings: LoadBalancer | undefined): Readonly<Record<string, unknown>> | undefined {
  const { warmup, warmupDurationSecs } = settings ?? {};
  if (!warmup) return warmupDurationSecs === undefined ? undefined : window(warmupDurationSecs);
  return {
    ...window(warmup.duration),
    // Envoy wants the name of a runtime value to go with the number; nothing sets this one.
    aggression: { defaultValue: warmup.aggression ?? 1, runtimeKey: 'upstream.slow_start_aggression' },
    minWeightPercent: { value: warmup.minimumPercent ?? 10 },
  };
}

function window(duration: string) {
  return { slowStartWindow: formatDuration(parseDuration(duration) ?? 0) };
}
