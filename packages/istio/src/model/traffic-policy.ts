import type { Labels } from './label-selector.ts';
import type { Milliseconds } from './values.ts';

/** How clients' connections to a host are set (Istio reference, "Destination Rule": TrafficPolicy). */
export interface TrafficPolicy extends ClusterPolicy {
  /** In the order in which they are written. */
  readonly ports: readonly PortPolicy[];
}

/** Settings of one port, which replace the others as a whole. */
export interface PortPolicy extends ClusterPolicy {
  readonly port: number | undefined;
}

/** What is set for one cluster. */
export interface ClusterPolicy {
  readonly connectionPool?: ConnectionPool;
  readonly loadBalancer?: LoadBalancer;
  readonly outlierDetection?: OutlierDetection;
  readonly tls?: ClientTls;
}

/** Some of a service's endpoints, by their labels. */
export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  readonly trafficPolicy?: TrafficPolicy;
}

export interface ConnectionPool {
  readonly tcp: TcpSettings;
  readonly http: HttpSettings;
}

interface TcpSettings {
  readonly maxConnections?: number;
  readonly connectTimeout?: Milliseconds;
  readonly maxConnectionDuration?: Milliseconds;
  readonly idleTimeout?: Milliseconds;
  readonly keepalive?: TcpKeepalive;
}

/** SO_KEEPALIVE; the system's values for what is not set. */
interface TcpKeepalive {
  readonly probes?: number;
  readonly time?: Milliseconds;
  readonly interval?: Milliseconds;
}

interface HttpSettings {
  readonly http1MaxPendingRequests?: number;
  readonly http2MaxRequests?: number;
  readonly maxRequestsPerConnection?: number;
  readonly maxRetries?: number;
  readonly maxConcurrentStreams?: number;
  readonly idleTimeout?: Milliseconds;
  /** Whether HTTP/1.1 is upgraded to HTTP/2. */
  readonly upgrade?: boolean;
  readonly useClientProtocol?: boolean;
}

export interface LoadBalancer {
  readonly simple: 'LEAST_REQUEST' | 'ROUND_ROBIN' | 'RANDOM' | 'PASSTHROUGH';
  readonly slowStart?: SlowStart;
  readonly consistentHash?: ConsistentHash;
}

/** New endpoints get a share that grows over this time. */
export interface SlowStart {
  readonly window: Milliseconds;
  /** Absent where only the older field for the time is set. */
  readonly growth?: { readonly aggression: number; readonly minimumPercent: number };
}

export interface ConsistentHash {
  readonly key?: HashKey;
  readonly table:
    | { readonly kind: 'ring'; readonly minimumSize?: number }
    | { readonly kind: 'maglev'; readonly size?: number };
}

/** What of a request is hashed. */
export type HashKey =
  | { readonly kind: 'header'; readonly name: string }
  | ({ readonly kind: 'cookie' } & HashCookie)
  | { readonly kind: 'source-ip'; readonly isUsed: boolean }
  | { readonly kind: 'query-parameter'; readonly name: string };

export interface HashCookie {
  readonly name: string;
  readonly path?: string;
  /** Where it is set, the proxy makes a cookie for clients without one. */
  readonly ttl?: Milliseconds;
  readonly attributes: readonly { readonly name: string; readonly value?: string }[];
}

export interface OutlierDetection {
  /** Errors in a row; zero switches the kind of error off. */
  readonly consecutive5xxErrors?: number;
  readonly consecutiveGatewayErrors?: number;
  /** Present where errors of the connection are counted apart. */
  readonly localOrigin?: { readonly consecutiveFailures?: number };
  readonly interval?: Milliseconds;
  readonly baseEjectionTime?: Milliseconds;
  readonly maxEjectionPercent?: number;
  readonly minHealthPercent: number;
}

export interface ClientTls {
  readonly mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  readonly clientCertificate?: string;
  readonly privateKey?: string;
  readonly caCertificates?: string;
  readonly credentialName?: string;
  readonly subjectAltNames: readonly string[];
  readonly sni?: string;
  readonly insecureSkipVerify: boolean;
}

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
  const override = subset?.trafficPolicy;
  const base = portPolicy(policy, port) ?? policy;
  return portPolicy(override, port) ?? { ...base, ...override };
}

/** The settings of a port, where the policy has some. */
export function portPolicy(policy: TrafficPolicy | undefined, port: number): PortPolicy | undefined {
  return policy?.ports.find((settings) => settings.port === port);
}
