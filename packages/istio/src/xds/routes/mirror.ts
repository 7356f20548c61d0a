import type { Destination } from '../../model/virtual-service-types.ts';
import type { HttpRoute } from '../../resources/istio-types.ts';
import { fractionalPercent } from '../percentage.ts';
import type { FractionalPercent, RouteActionRequestMirrorPolicy as RequestMirrorPolicy } from '../types.ts';

/**
 * Where copies of a route's requests go: all of them unless a share is asked for; a share of zero is left out.
 * `percentage` may have decimals, the older `percent` is whole.
 */
export function requestMirrorPolicies(
  { mirror, mirrorPercentage, mirrorPercent, mirrors }: HttpRoute,
  clusterOf: (destination: Destination) => string,
): RequestMirrorPolicy[] {
  const asked = mirrorPercentage ? fractionalPercent(mirrorPercentage.value ?? 0) : undefined;
  const single = mirror ? [{ destination: mirror, share: asked ?? { numerator: mirrorPercent ?? 100 } }] : [];
  const several = (mirrors ?? []).map(({ destination, percentage }) => ({
    destination,
    share: percentage ? fractionalPercent(percentage.value ?? 0) : { numerator: 100 },
  }));
  return [...single, ...several].flatMap(({ destination, share: fraction }) =>
    fraction.numerator > 0 ? policy(clusterOf(destination), fraction) : [],
  );
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
