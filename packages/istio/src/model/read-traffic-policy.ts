import type {
  ClientTlsSettings,
  ConnectionPoolSettings,
  PortTrafficPolicy,
  OutlierDetection as WrittenOutlierDetection,
  TrafficPolicy as WrittenTrafficPolicy,
} from '../resources/traffic-policy-types.ts';
import { readDuration } from './duration.ts';
import { readLoadBalancer } from './read-load-balancer.ts';
import { setFields } from './set-fields.ts';
import type {
  ClientTls,
  ClusterPolicy,
  ConnectionPool,
  OutlierDetection,
  PortPolicy,
  TrafficPolicy,
} from './traffic-policy.ts';

/** A DestinationRule's or a subset's `trafficPolicy`. */
export function readTrafficPolicy(written: WrittenTrafficPolicy): TrafficPolicy {
  return { ...readClusterPolicy(written), ports: (written.portLevelSettings ?? []).map(readPortPolicy) };
}

function readPortPolicy({
  port,
  ...settings
}: NonNullable<WrittenTrafficPolicy['portLevelSettings']>[number]): PortPolicy {
  return { ...readClusterPolicy(settings), port: port?.number };
}

function readClusterPolicy({
  connectionPool,
  loadBalancer,
  outlierDetection,
  tls,
}: PortTrafficPolicy): ClusterPolicy {
  return {
    ...(connectionPool && { connectionPool: readConnectionPool(connectionPool) }),
    ...(loadBalancer && { loadBalancer: readLoadBalancer(loadBalancer) }),
    ...(outlierDetection && { outlierDetection: readOutlierDetection(outlierDetection) }),
    ...(tls && { tls: readClientTls(tls) }),
  };
}

function readConnectionPool({ tcp, http }: ConnectionPoolSettings): ConnectionPool {
  const keepalive = tcp?.tcpKeepalive;
  return {
    tcp: setFields({
      maxConnections: tcp?.maxConnections,
      connectTimeout: readDuration(tcp?.connectTimeout),
      maxConnectionDuration: readDuration(tcp?.maxConnectionDuration),
      idleTimeout: readDuration(tcp?.idleTimeout),
      keepalive: keepalive && {
        ...(keepalive.probes !== undefined && { probes: keepalive.probes }),
        ...setFields({ time: readDuration(keepalive.time), interval: readDuration(keepalive.interval) }),
      },
    }) as ConnectionPool['tcp'],
    http: setFields({
      http1MaxPendingRequests: http?.http1MaxPendingRequests,
      http2MaxRequests: http?.http2MaxRequests,
      maxRequestsPerConnection: http?.maxRequestsPerConnection,
      maxRetries: http?.maxRetries,
      maxConcurrentStreams: http?.maxConcurrentStreams,
      idleTimeout: readDuration(http?.idleTimeout),
      upgrade: http?.h2UpgradePolicy === 'UPGRADE',
      useClientProtocol: http?.useClientProtocol,
    }) as ConnectionPool['http'],
  };
}

/** `consecutiveErrors` has no effect: Istio has ignored it for years, see `consecutive5xxErrors`. */
function readOutlierDetection(written: WrittenOutlierDetection): OutlierDetection {
  const { splitExternalLocalOriginErrors, consecutiveLocalOriginFailures } = written;
  return setFields<OutlierDetection>({
    consecutive5xxErrors: written.consecutive5xxErrors,
    consecutiveGatewayErrors: written.consecutiveGatewayErrors,
    localOrigin: splitExternalLocalOriginErrors
      ? setFields({ consecutiveFailures: consecutiveLocalOriginFailures })
      : undefined,
    interval: readDuration(written.interval),
    baseEjectionTime: readDuration(written.baseEjectionTime),
    maxEjectionPercent: written.maxEjectionPercent,
    minHealthPercent: written.minHealthPercent ?? 0,
  });
}

function readClientTls({
  mode = 'DISABLE',
  subjectAltNames = [],
  insecureSkipVerify = false,
  caCrl: _,
  ...names
}: ClientTlsSettings): ClientTls {
  return { ...names, mode, subjectAltNames, insecureSkipVerify };
}
