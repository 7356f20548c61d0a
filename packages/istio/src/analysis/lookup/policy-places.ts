import type { DestinationRule } from '../../model/destination-rule.ts';
import type { ClusterPolicy, TrafficPolicy } from '../../model/traffic-policy.ts';
import type { FieldPath } from '../../resources/resource.ts';

/** A place in a DestinationRule that sets outlier detection, TLS and the like. */
export interface PolicyPlace {
  readonly path: FieldPath;
  readonly policy: ClusterPolicy;
}

/** The rule's own policy, its ports', its subsets' and their ports'. */
export function policyPlaces({ trafficPolicy, subsets }: DestinationRule): PolicyPlace[] {
  return [
    ...withPorts(trafficPolicy, ['spec', 'trafficPolicy']),
    ...subsets.flatMap((subset, index) =>
      withPorts(subset.trafficPolicy, ['spec', 'subsets', index, 'trafficPolicy']),
    ),
  ];
}

function withPorts(policy: TrafficPolicy | undefined, path: FieldPath): PolicyPlace[] {
  if (!policy) return [];
  const ports = policy.ports.map((settings, index) => ({
    path: [...path, 'portLevelSettings', index],
    policy: settings,
  }));
  return [{ path, policy }, ...ports];
}
