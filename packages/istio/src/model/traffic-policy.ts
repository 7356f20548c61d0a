import type { Subset } from '../resources/istio-types.ts';
import type { TrafficPolicy } from '../resources/traffic-policy-types.ts';

/** What a DestinationRule asks of one cluster: port settings and subsets resolved. */
export type ClusterPolicy = Omit<TrafficPolicy, 'portLevelSettings' | 'tunnel'>;

/**
 * The policy for a service's port, or for a subset's. Settings of the port replace the rule's as a whole; a subset
 * overrides the rule block by block, and its own port settings replace connection pool, outlier detection, load
 * balancer and TLS even where they say nothing (istio util.go, `MergeSubsetTrafficPolicy`).
 */
export function clusterPolicy(
  policy: TrafficPolicy | undefined,
  port: number,
  subset?: Subset,
): ClusterPolicy {
  const base = portSettings(policy, port) ?? policy ?? {};
  const override = subset?.trafficPolicy;
  const forPort = portSettings(override, port);
  if (!forPort) return { ...base, ...override };
  const { connectionPool, outlierDetection, loadBalancer, tls, ...rest } = base;
  return { ...rest, ...forPort };
}

function portSettings(policy: TrafficPolicy | undefined, port: number): ClusterPolicy | undefined {
  const found = policy?.portLevelSettings?.find((settings) => settings.port?.number === port);
  if (!found) return undefined;
  const { port: _, ...settings } = found;
  return settings;
}
