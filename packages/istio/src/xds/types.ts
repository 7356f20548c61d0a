import type * as envoy from './generated/envoy.ts';

/**
 * The messages of Envoy's v3 API that the lab emits, in proto3 JSON names (lowerCamelCase), as plain objects. Every
 * field is one that Envoy has, and a `typedConfig` has the fields of its `@type`.
 */
export type {
  AccessLog,
  Bootstrap,
  CertificateValidationContext,
  CidrRange,
  ClusterSlowStartConfig,
  ClusterWeight,
  CommonTlsContext,
  ConfigSource,
  CoreHttpProtocolOptions,
  CustomTag,
  DiscoveryResponse,
  DnsCacheConfig,
  FilterChain,
  FilterChainMatch,
  FilterStateValue,
  FractionalPercent,
  HeaderMatcher,
  HeaderValueOption,
  HTTPFault,
  HttpConnectionManager,
  HttpFilter,
  HttpProtocolOptions,
  HttpTracing,
  JsonObject,
  JwtAuthentication,
  JwtProvider,
  JwtRequirement,
  ListenerFilter,
  ListenerFilterChainMatchPredicate,
  Metadata,
  MetadataMatcher,
  NetworkFilter,
  Permission,
  Principal,
  QueryParameterMatcher,
  Rbac,
  RbacPolicy,
  RedirectAction,
  RetryPolicy,
  Route,
  RouteAction,
  RouteActionHashPolicy,
  RouteActionRequestMirrorPolicy,
  RouteConfiguration,
  RouteMatch,
  SdsSecretConfig,
  Secret,
  StringMatcher,
  SubjectAltNameMatcher,
  TcpKeepalive,
  TcpProxy,
  TlsParameters,
  Typed,
  TypedConfig,
  UpstreamHttpProtocolOptions,
  UpstreamTlsContext,
  ValueMatcher,
  VirtualHost,
} from './generated/envoy.ts';

/** A filter, a transport socket or another extension: its name, and settings by the type that they have. */
export type NamedExtension = envoy.TypedExtensionConfig;

/** What the RBAC filters for HTTP and for TCP have in common; shadow rules are evaluated and not enforced (dry run). */
export type RbacRules = Pick<envoy.HttpRbac, 'rules' | 'shadowRules' | 'shadowRulesStatPrefix'>;

/** envoy.config.core.v3.Address, the kind that every listener and endpoint of a proxy has. */
export interface Address {
  readonly socketAddress: envoy.SocketAddress;
}

export interface Listener extends envoy.Listener {
  readonly address: Address;
}

export interface Cluster extends envoy.Cluster {
  readonly loadAssignment?: ClusterLoadAssignment;
}

export interface ClusterLoadAssignment extends envoy.ClusterLoadAssignment {
  readonly endpoints: readonly LocalityLbEndpoints[];
}

export interface LocalityLbEndpoints extends envoy.LocalityLbEndpoints {
  readonly lbEndpoints: readonly LbEndpoint[];
}

/** In its metadata, `envoy.transport_socket_match` has the `tlsMode` by which TLS is chosen; `lab.pod` is `NAMESPACE/POD`. */
export interface LbEndpoint extends envoy.LbEndpoint {
  readonly endpoint: envoy.Endpoint & { readonly address: Address };
}

/**
 * Everything one proxy gets, as a cluster's proxy would: pods by their pod IP, outbound listeners at
 * `0.0.0.0:PORT` (HTTP) or `CLUSTERIP:PORT` (TCP), one `virtualInbound` on 15006 with a filter chain a port,
 * gateway listeners at `0.0.0.0:TARGETPORT`, RDS/EDS/SDS by `{ ads: {} }`. Only what plain Envoy accepts.
 * `packages/local` moves the addresses to loopback and the sources to files, and changes nothing else.
 */
export interface ProxyConfig {
  readonly listeners: readonly Listener[];
  readonly routes: readonly envoy.RouteConfiguration[];
  readonly clusters: readonly Cluster[];
  /** One for each cluster of type EDS. */
  readonly endpoints: readonly ClusterLoadAssignment[];
  /**
   * For clusters of type ORIGINAL_DST, the pods that callers dial by their addresses (a headless Service's). No proxy
   * gets it; it stands for the DNS of a cluster where there is none.
   */
  readonly dialled?: readonly ClusterLoadAssignment[];
}
