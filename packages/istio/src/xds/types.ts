/**
 * The part of Envoy's v3 API that the lab emits, in proto3 JSON names (lowerCamelCase), as plain objects.
 * Source of every name: envoy api/envoy/config/*, api/envoy/extensions/*. Durations are strings such as `10s`.
 */

export interface SocketAddress {
  readonly socketAddress: { readonly address: string; readonly portValue: number };
}

export interface TypedConfig {
  readonly '@type': string;
  readonly [field: string]: unknown;
}

export interface NamedExtension {
  readonly name: string;
  readonly typedConfig?: TypedConfig;
}

/** envoy.type.matcher.v3.StringMatcher */
export interface StringMatcher {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly contains?: string;
  readonly safeRegex?: { readonly regex: string };
  readonly ignoreCase?: boolean;
}

/** envoy.config.route.v3.HeaderMatcher */
export interface HeaderMatcher {
  readonly name: string;
  readonly stringMatch?: StringMatcher;
  readonly presentMatch?: boolean;
  readonly invertMatch?: boolean;
  readonly treatMissingHeaderAsEmpty?: boolean;
}

export interface QueryParameterMatcher {
  readonly name: string;
  readonly stringMatch?: StringMatcher;
  readonly presentMatch?: boolean;
}

/** envoy.config.route.v3.RouteMatch; exactly one of the four path specifiers is set. */
export interface RouteMatch {
  readonly prefix?: string;
  readonly path?: string;
  readonly safeRegex?: { readonly regex: string };
  readonly pathSeparatedPrefix?: string;
  readonly caseSensitive?: boolean;
  readonly headers?: readonly HeaderMatcher[];
  readonly queryParameters?: readonly QueryParameterMatcher[];
  readonly dynamicMetadata?: readonly unknown[];
}

export interface WeightedCluster {
  readonly name: string;
  readonly weight: number;
  readonly [field: string]: unknown;
}

/** envoy.config.route.v3.RouteAction */
export interface RouteAction {
  readonly cluster?: string;
  readonly weightedClusters?: {
    readonly clusters: readonly WeightedCluster[];
    readonly totalWeight?: number;
  };
  readonly timeout?: string;
  readonly retryPolicy?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** envoy.config.route.v3.Route */
export interface Route {
  readonly name?: string;
  readonly match: RouteMatch;
  readonly route?: RouteAction;
  readonly redirect?: Readonly<Record<string, unknown>>;
  readonly directResponse?: {
    readonly status: number;
    /** `inlineBytes` in base64. */
    readonly body?: { readonly inlineString: string } | { readonly inlineBytes: string };
  };
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly decorator?: { readonly operation: string };
  readonly [field: string]: unknown;
}

export interface VirtualHost {
  readonly name: string;
  readonly domains: readonly string[];
  readonly routes: readonly Route[];
  readonly [field: string]: unknown;
}

export interface RouteConfiguration {
  readonly name: string;
  readonly virtualHosts: readonly VirtualHost[];
  readonly validateClusters?: boolean;
  readonly ignorePortInHostMatching?: boolean;
  readonly [field: string]: unknown;
}

/** envoy.config.listener.v3.FilterChainMatch */
export interface FilterChainMatch {
  readonly destinationPort?: number;
  readonly transportProtocol?: string;
  readonly applicationProtocols?: readonly string[];
  readonly serverNames?: readonly string[];
  readonly prefixRanges?: readonly { readonly addressPrefix: string; readonly prefixLen: number }[];
}

export interface FilterChain {
  readonly name?: string;
  readonly filterChainMatch?: FilterChainMatch;
  readonly filters: readonly NamedExtension[];
  readonly transportSocket?: NamedExtension;
  readonly [field: string]: unknown;
}

export interface Listener {
  readonly name: string;
  readonly address: SocketAddress;
  readonly trafficDirection: 'INBOUND' | 'OUTBOUND';
  readonly filterChains: readonly FilterChain[];
  readonly defaultFilterChain?: FilterChain;
  readonly listenerFilters?: readonly NamedExtension[];
  readonly [field: string]: unknown;
}

export interface TransportSocketMatch extends Required<Pick<NamedExtension, 'name'>> {
  readonly match: Readonly<Record<string, unknown>>;
  readonly transportSocket: NamedExtension;
}

export interface Cluster {
  readonly name: string;
  readonly type: 'EDS' | 'STATIC' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'ORIGINAL_DST';
  readonly connectTimeout?: string;
  readonly lbPolicy?: string;
  readonly loadAssignment?: ClusterLoadAssignment;
  readonly transportSocket?: NamedExtension;
  readonly transportSocketMatches?: readonly TransportSocketMatch[];
  readonly circuitBreakers?: { readonly thresholds: readonly Readonly<Record<string, unknown>>[] };
  readonly outlierDetection?: Readonly<Record<string, unknown>>;
  readonly typedExtensionProtocolOptions?: Readonly<Record<string, TypedConfig>>;
  readonly [field: string]: unknown;
}

export interface LbEndpoint {
  readonly endpoint: { readonly address: SocketAddress; readonly hostname?: string };
  readonly loadBalancingWeight?: number;
  /** `filterMetadata['envoy.transport_socket_match'].tlsMode` picks mTLS; `filterMetadata.lab.pod` is `NAMESPACE/POD`. */
  readonly metadata?: {
    readonly filterMetadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

export interface ClusterLoadAssignment {
  readonly clusterName: string;
  readonly endpoints: readonly {
    readonly lbEndpoints: readonly LbEndpoint[];
    readonly [field: string]: unknown;
  }[];
}

/**
 * Everything one proxy gets, as a cluster's proxy would: pods by their pod IP, outbound listeners at
 * `0.0.0.0:PORT` (HTTP) or `CLUSTERIP:PORT` (TCP), one `virtualInbound` on 15006 with a filter chain a port,
 * gateway listeners at `0.0.0.0:TARGETPORT`, RDS/EDS/SDS by `{ ads: {} }`. Only what plain Envoy accepts.
 * `packages/local` moves the addresses to loopback and the sources to files, and changes nothing else.
 */
export interface ProxyConfig {
  readonly listeners: readonly Listener[];
  readonly routes: readonly RouteConfiguration[];
  readonly clusters: readonly Cluster[];
  /** One for each cluster of type EDS. */
  readonly endpoints: readonly ClusterLoadAssignment[];
  /**
   * For clusters of type ORIGINAL_DST, the pods that callers dial by their addresses (a headless Service's). No proxy
   * gets it; it stands for the DNS of a cluster where there is none.
   */
  readonly dialled?: readonly ClusterLoadAssignment[];
}
