import { formatDuration, parseDuration } from '../../model/duration.ts';
import type { ClusterPolicy } from '../../model/traffic-policy.ts';
import type { Cluster } from '../types.ts';

type OutlierDetection = NonNullable<ClusterPolicy['outlierDetection']>;

/**
 * Istio's outlier detection as Envoy's, with the success rate detection off that Istio has no field for. Fields
 * not set stay Envoy's. `consecutiveErrors` has no effect: Istio has ignored it for years, see
 * `consecutive5xxErrors` (istio cluster_traffic_policy.go, `applyOutlierDetection`).
 */
export function outlierDetection(settings: OutlierDetection): Required<Cluster>['outlierDetection'] {
  const { maxEjectionPercent, splitExternalLocalOriginErrors, consecutiveLocalOriginFailures } = settings;
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
    ...(maxEjectionPercent && { maxEjectionPercent }),
    ...(splitExternalLocalOriginErrors && localOriginErrors(consecutiveLocalOriginFailures)),
  };
}

/** Per cent of hosts below which ejected hosts get requests again; off with Istio's outlier detection. */
export function healthyPanicThreshold({ minHealthPercent }: OutlierDetection) {
  return { healthyPanicThreshold: { value: minHealthPercent ?? 0 } };
}

/** Zero switches a kind of error off, any other number on. */
function counted(count: string, enforcing: string, errors: number | undefined) {
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

function duration(field: string, text: string | undefined) {
  return text === undefined ? {} : { [field]: formatDuration(parseDuration(text) ?? 0) };
}
