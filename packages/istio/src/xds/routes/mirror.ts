import type { Destination, Mirror } from '../../model/http-route.ts';
import { fractionalPercent } from '../percentage.ts';
import type { FractionalPercent, RouteActionRequestMirrorPolicy as RequestMirrorPolicy } from '../types.ts';

/** Where copies of a route's requests go; a share of zero is left out. */
export function requestMirrorPolicies(
  mirrors: readonly Mirror[],
  clusterOf: (destination: Destination) => string,
): RequestMirrorPolicy[] {
  return mirrors.flatMap(({ destination, percentage }) => {
    const fraction = fractionalPercent(percentage);
    return fraction.numerator > 0 ? policy(clusterOf(destination), fraction) : [];
  });
}

function policy(cluster: string, defaultValue: FractionalPercent): RequestMirrorPolicy {
  return {
    cluster,
    runtimeFraction: { defaultValue },
    // The sampling decision of the request itself, or every copy would be traced.
    traceSampled: false,
    // The copy keeps its Host, as Istio has it since 1.24; Envoy alone would add `-shadow`.
    disableShadowHostSuffixAppend: true,
  };
}
