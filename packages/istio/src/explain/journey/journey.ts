import type { SourceLocation } from '../../findings/place.ts';
import type { JwtToken } from '../jwt.ts';

/** A request as somebody sends it: plain JSON. */
export interface JourneyRequest {
  readonly method: string;
  readonly scheme: 'http' | 'https';
  /** The Host header, with or without a port. */
  readonly host: string;
  /** The name that is dialled, where it is not that of the Host header. */
  readonly dialled?: string;
  /** The Service's port. */
  readonly port: number;
  /** With the query. */
  readonly path: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly jwt?: JwtToken;
}

/** A request that an application makes for the one that it got. */
export interface NextCall {
  readonly method: string;
  readonly url: string;
}

/** What is asked: which request, and where it is sent from. */
export interface JourneyQuestion {
  /** `NAMESPACE/WORKLOAD`; a gateway's stands for a client outside of the mesh that sends to it. */
  readonly from: string;
  readonly request: JourneyRequest;
  /** The calls of the applications that a request reaches; none where it is absent. */
  nextCalls?(tier: Tier): readonly NextCall[];
  /** Pods by workload (`NAMESPACE/WORKLOAD`); all are ready where it is absent. */
  readonly readiness?: Readonly<Record<string, Readiness>>;
  /** Applications dial what the mesh does not know themselves, past their proxy, as in the lab without a cluster. */
  readonly dialsPastProxy?: boolean;
}

/** What applications of one hop were asked. */
export interface Tier {
  /** The hop that reaches them, counted from 1. */
  readonly hop: number;
  /** Calls before it: 1 for the tier that the request itself reaches. */
  readonly depth: number;
  /** `NAMESPACE/WORKLOAD` of each. */
  readonly workloads: readonly string[];
  readonly method: string;
  readonly path: string;
}

/** Pods of a workload. */
export interface Readiness {
  readonly pods: number;
  readonly ready: number;
}

/** Why a request fails: decides the cause that `causes` of the evidence has in words. */
export type FailureKind =
  | 'host-unknown'
  | 'port-missing'
  | 'no-listener'
  | 'no-filter-chain'
  | 'tls-to-plaintext'
  | 'client-certificate-required'
  | 'protocol-error'
  | 'no-virtual-host'
  | 'no-route'
  | 'outbound-blocked'
  | 'cluster-missing'
  | 'no-endpoint'
  | 'no-ready-endpoint'
  | 'plaintext-to-mutual-tls'
  | 'wrong-server-identity'
  | 'rbac-denied'
  | 'jwt-denied'
  | 'fault-abort'
  | 'direct-response';

/** Why a proxy has no cluster for a destination. */
export type MissingReason = 'host' | 'visibility' | 'port' | 'subset' | 'subset-visibility';

/** How a request fails. */
export interface Failure {
  readonly kind: FailureKind;
  /** In the words of the configuration: the cluster, the policy, the token's mistake. */
  readonly detail?: string;
  /** What there is in its place: the ports of the Service, Services of a like name, the hosts of the gateway. */
  readonly choices?: readonly string[];
  /** The resource that decides, with its place. */
  readonly source?: Source;
  /** Of a request that policies refuse: set where they would take it with a token. */
  readonly lacksToken?: true;
  /** Of a cluster that the proxy does not have: why it has none. */
  readonly missing?: MissingReason;
}

/** A resource, and where it is written. */
export interface Source {
  /** `Kind NAMESPACE/NAME`. */
  readonly resource: string;
  /** `spec.http[1]`; absent for the whole resource. */
  readonly field?: string;
  readonly location?: SourceLocation;
}

/** One way in which a call ends. */
export interface End {
  /** Of the calls of this hop, 0 to 1. */
  readonly share: number;
  /** Who answers; `nobody` where the connection is closed. */
  readonly by: 'application' | 'caller-proxy' | 'server-proxy' | 'outside' | 'nobody';
  /** Absent where the application, or a server outside, decides it. */
  readonly status?: number;
  /** Envoy's response flags in the access log of the proxy that sends, as a set; empty for none. */
  readonly flags: readonly string[];
  /** The cluster that it is sent to. */
  readonly cluster?: string;
  /** Workloads that it reaches. */
  readonly workloads: readonly string[];
  readonly failure?: Failure;
}

/** A route that was tried before. */
export interface PassedRoute {
  readonly name?: string;
  readonly source?: Source;
  /** The first condition that the request does not meet, as a clause: `x-canary is absent`. */
  readonly because: string;
}

/** Changes of headers: names with values. */
export interface HeaderChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** What the route of a call does besides choosing a destination. */
export interface RouteStep {
  readonly name?: string;
  readonly source?: Source;
  readonly virtualHost: string;
  /** Absent where there is none. */
  readonly timeoutMs?: number;
  readonly retries?: {
    readonly attempts: number;
    readonly on: readonly string[];
    readonly perTryTimeoutMs?: number;
  };
  readonly delay?: { readonly milliseconds: number; readonly share: number };
  readonly abort?: { readonly status?: number; readonly share: number };
  /** What the pod is chosen by, where it is by a hash: `header x-user`, `cookie session`, `source address`. */
  readonly hashOn?: readonly string[];
  readonly mirrors: readonly { readonly cluster: string; readonly share: number }[];
  readonly request: HeaderChanges;
  readonly response: HeaderChanges;
  readonly rewrite?: { readonly host?: string; readonly path?: string };
  readonly redirect?: string;
  readonly passedOver: readonly PassedRoute[];
}

/** Pods behind a destination. */
export interface EndpointGroup {
  /** `NAMESPACE/WORKLOAD`, or an address outside of the mesh. */
  readonly workload: string;
  readonly port: number;
  readonly pods: number;
  readonly ready: number;
}

/** A setting of a cluster, and what it comes from. */
export interface RuleValue {
  readonly setting: 'connectionPool' | 'loadBalancer' | 'outlierDetection' | 'tls';
  readonly from: 'subset-port' | 'subset' | 'port' | 'top-level';
  readonly location?: SourceLocation;
}

/** What a policy makes of a request. */
export interface PolicyVerdict {
  readonly source: Source;
  readonly action: 'ALLOW' | 'DENY' | 'AUDIT';
  /** Counted from 0. */
  readonly rule: number;
  readonly matched: boolean;
  readonly dryRun: boolean;
  /** The policy has no rules, and matches no request. */
  readonly hasNoRules?: true;
}

/** What the proxy of a workload makes of the request when it arrives. */
export interface ServerStep {
  readonly workload: string;
  readonly proxy: 'sidecar' | 'gateway' | 'none';
  /** SPIFFE identity that the server proves in mutual TLS. */
  readonly identity: string;
  /** What the listener takes on the port. */
  readonly accepts: 'mutual-tls' | 'plaintext' | 'tls' | 'nothing';
  /** The PeerAuthentication that decides, where one does. */
  readonly peerAuthentication?: Source & { readonly mode: string };
  readonly rbac?: {
    readonly decision: 'allowed' | 'denied';
    /** Absent where no policy matched: denied for want of an ALLOW rule, or allowed as none denies. */
    readonly by?: PolicyVerdict;
  };
  readonly jwt?: 'verified' | 'none' | string;
  readonly policies: readonly PolicyVerdict[];
  /** AuthorizationPolicies of the namespace that do not select the workload. */
  readonly policiesNotSelecting: readonly Source[];
  readonly failure?: Failure;
}

/** Outlier detection of a cluster, with Envoy's defaults for what is not set. */
export interface Ejection {
  /** Errors of any kind in a row; 0: they do not count. */
  readonly consecutive5xx: number;
  /** 502, 503 and 504 in a row; 0: they do not count. */
  readonly consecutiveGatewayErrors: number;
  /** For the first time; longer each time. */
  readonly baseMs: number;
  /** Of the cluster's pods, at most. */
  readonly maxPercent: number;
}

/** A cluster that requests of a route go to. */
export interface DestinationStep {
  /** The Envoy cluster's name. */
  readonly cluster: string;
  readonly host?: string;
  readonly port?: number;
  readonly subset?: string;
  /** Of the route's requests, 0 to 1. */
  readonly share: number;
  readonly kind: 'service' | 'external' | 'passthrough' | 'missing';
  readonly endpoints: readonly EndpointGroup[];
  /** The DestinationRule that shapes the cluster. */
  readonly rule?: Source & { readonly values: readonly RuleValue[] };
  /** When the caller's proxy ejects a pod; absent where it never does. */
  readonly ejection?: Ejection;
  /** DestinationRules for the host that lost. */
  readonly otherRules: readonly Source[];
  readonly tls: {
    readonly onWire: 'mutual' | 'tls' | 'plaintext' | 'mixed';
    readonly mode: string;
    readonly sni?: string;
    /** The caller's SPIFFE identity in mutual TLS. */
    readonly identity?: string;
  };
  readonly request: HeaderChanges;
  readonly servers: readonly ServerStep[];
  /** Why nothing takes the connection. */
  readonly failure?: Failure;
}

/** One call: from a caller's proxy to the destinations of its route. */
export interface Hop {
  /** Counted from 1. */
  readonly hop: number;
  /** The hop whose applications make this call. */
  readonly after?: number;
  /** `NAMESPACE/WORKLOAD` of those that make the call, or `outside`. */
  readonly callers: readonly string[];
  /** Whose proxy decides. */
  readonly proxy: { readonly workload: string; readonly kind: 'sidecar' | 'gateway' | 'none' };
  readonly request: Pick<JourneyRequest, 'method' | 'scheme' | 'host' | 'port' | 'path' | 'headers'>;
  readonly route?: RouteStep;
  readonly destinations: readonly DestinationStep[];
  readonly ends: readonly End[];
  /** Share of the calls that a pod of a headless Service makes to itself, past its sidecar; absent for none. */
  readonly itself?: number;
}

/** What happens to a request, hop by hop. Plain JSON. */
export interface Journey {
  readonly hops: readonly Hop[];
}
