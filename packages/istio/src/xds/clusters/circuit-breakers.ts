import type { ClusterPolicy } from '../../model/traffic-policy.ts';
import type { Cluster } from '../types.ts';

/** The most that a threshold can say, and Istio's default: no limit (Envoy's would be 1024). */
const UNLIMITED = 4_294_967_295;

/**
 * The limits of a connection pool as Envoy's circuit breakers; zero and nothing mean no limit
 * (istio cluster_traffic_policy.go, `applyConnectionPool`).
 */
export function circuitBreakers(pool: ClusterPolicy['connectionPool']): Required<Cluster>['circuitBreakers'] {
  const { tcp, http } = pool ?? {};
  return {
    thresholds: [
      {
        maxConnections: tcp?.maxConnections || UNLIMITED,
        maxPendingRequests: http?.http1MaxPendingRequests || UNLIMITED,
        maxRequests: http?.http2MaxRequests || UNLIMITED,
        maxRetries: http?.maxRetries || UNLIMITED,
      },
    ],
  };
}
