import { parseDuration } from '../../model/duration.ts';
import type { Cluster } from '../../xds/types.ts';
import type { DestinationStep } from './journey.ts';

/** Envoy's (envoy.config.cluster.v3.OutlierDetection). Gateway errors are counted, and eject only where that is asked for. */
const DEFAULTS = { consecutive5xx: 5, baseMs: 30_000, maxPercent: 10 };

/** When a caller's proxy ejects a pod of a cluster. */
export function ejectionOf({ outlierDetection }: Cluster): Pick<DestinationStep, 'ejection'> {
  if (!outlierDetection) return {};
  const {
    consecutive5xx,
    consecutiveGatewayFailure = 0,
    baseEjectionTime,
    maxEjectionPercent,
  } = outlierDetection;
  return {
    ejection: {
      consecutive5xx: consecutive5xx ?? DEFAULTS.consecutive5xx,
      consecutiveGatewayErrors: outlierDetection.enforcingConsecutiveGatewayFailure
        ? consecutiveGatewayFailure
        : 0,
      baseMs: parseDuration(baseEjectionTime ?? '') ?? DEFAULTS.baseMs,
      maxPercent: maxEjectionPercent ?? DEFAULTS.maxPercent,
    },
  };
}
