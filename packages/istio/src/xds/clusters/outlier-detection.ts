import type { OutlierDetection } from '../../model/traffic-policy.ts';
import type { Milliseconds } from '../../model/values.ts';
import { formatDuration } from '../duration.ts';
import type { Cluster } from '../types.ts';

/**
 * Istio's outlier detection as Envoy's, with the success rate detection off that Istio has no field for. Fields
 * not set stay Envoy's (istio cluster_traffic_policy.go, `applyOutlierDetection`).
 */
export function outlierDetection(settings: OutlierDetection): Required<Cluster>['outlierDetection'] {
  const { maxEjectionPercent, localOrigin } = settings;
  return {
    enforcingSuccessRate: 0,
    ...counted('consecutive5xx', 'enforcingConsecutive5xx', settings.consecutive5xxErrors),
    ...counted(
      'consecutiveGatewayFailure',
      'enforcingConsecutiveGatewayFailure',
      settings.consecutiveGatewayErrors,
    ),
    ...duration('interval', settings.interval),
    ...duration('baseEjectionTime', settings.baseEjectionTime),
    maxEjectionPercent: maxEjectionPercent ? maxEjectionPercent : undefined,
    ...(localOrigin && localOriginErrors(localOrigin.consecutiveFailures)),
  };
}

/** Per cent of hosts below which ejected hosts get requests again; off with Istio's outlier detection. */
export function healthyPanicThreshold({ minHealthPercent }: OutlierDetection) {
  return { healthyPanicThreshold: { value: minHealthPercent } };
}

type OutlierField = keyof NonNullable<Cluster['outlierDetection']>;

/** Zero switches a kind of error off, any other number on. */
function counted(count: OutlierField, enforcing: OutlierField, errors: number | undefined) {
  return errors === undefined ? {} : { [count]: errors, [enforcing]: errors > 0 ? 100 : 0 };
}

function localOriginErrors(failures: number | undefined) {
  return {
    splitExternalLocalOriginErrors: true,
    enforcingLocalOriginSuccessRate: 0,
    ...(failures && {
      consecutiveLocalOriginFailure: failures,
      enforcingConsecutiveLocalOriginFailure: 100,
    }),
  };
}

function duration(field: OutlierField, milliseconds: Milliseconds | undefined) {
  return milliseconds === undefined ? {} : { [field]: formatDuration(milliseconds) };
}
