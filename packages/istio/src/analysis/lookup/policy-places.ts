import type { ClusterPolicy } from '../../model/traffic-policy.ts';
import type { DestinationRuleSpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { TrafficPolicy } from '../../resources/traffic-policy-types.ts';

/** A place in a DestinationRule that sets outlier detection, TLS and the like. */
export interface PolicyPlace {
  readonly path: FieldPath;
  readonly policy: ClusterPolicy;
}

/** The rule's own policy, its ports', its subsets' and their ports'. */
export function policyPlaces({ trafficPolicy, subsets = [] }: DestinationRuleSpec): PolicyPlace[] {
  return [
    ...withPorts(trafficPolicy, ['spec', 'trafficPolicy']),
    ...subsets.flatMap((subset, index) =>
      withPorts(subset.trafficPolicy, ['spec', 'subsets', index, 'trafficPolicy']),
    ),
  ];
}

function withPorts(policy: TrafficPolicy | undefined, path: FieldPath): PolicyPlace[] {
  if (!policy) return [];
  const ports = (policy.portLevelSettings ?? []).map((settings, index) => ({
    path: [...path, 'portLevelSettings', index],
    policy: settings,
  }));
  return [{ path, policy }, ...ports];
}
