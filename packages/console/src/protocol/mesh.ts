/** The mesh as a picture: who may call whom, whether or not anyone has called yet. */
export interface MeshPicture {
  readonly nodes: readonly MeshNode[];
  readonly edges: readonly MeshEdge[];
}

/** A service (by Istio's canonical name), a gateway, or a host outside of the mesh. */
export interface MeshNode {
  /** `NAMESPACE/NAME`; of what is outside of the mesh its host, or `outside` for callers without a sidecar. */
  readonly id: string;
  readonly kind: 'gateway' | 'service' | 'external' | 'outside';
  readonly name: string;
  /** Empty for what is outside of the mesh. */
  readonly namespace: string;
  /** Column from the left: 0 for gateways and for callers from outside. */
  readonly tier: number;
  /** By the label `version`, in alphabetical order; one without a name where pods have no such label. */
  readonly versions: readonly MeshVersion[];
  /** Host names of the Services in front of it. */
  readonly hosts: readonly string[];
}

export interface MeshVersion {
  /** The label `version`; empty where the pods have none. */
  readonly version: string;
  /** `NAMESPACE/WORKLOAD` */
  readonly workloads: readonly string[];
  readonly pods: readonly MeshPodDot[];
}

export interface MeshPodDot {
  readonly name: string;
  readonly ready: boolean;
  readonly draining: boolean;
  /** Workloads (`NAMESPACE/WORKLOAD`) whose proxies have taken the pod out of their load balancing (outlier detection). */
  readonly ejectedBy: readonly string[];
}

/** Why a call is possible before any was seen. */
export type EdgeReason =
  /** A gateway has a route to it. */
  | 'route'
  /** An AuthorizationPolicy allows the caller by its identity or namespace. */
  | 'policy'
  /** A Sidecar resource lists it in its egress. */
  | 'sidecar'
  /** The environment of a pod names the Service in a URL. */
  | 'environment'
  /** Calls were seen. */
  | 'seen';

export interface MeshEdge {
  /** `FROM>TO` */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly reasons: readonly EdgeReason[];
  /** Whether calls of this edge are mutual TLS by the configuration in force; absent for what is outside of the mesh. */
  readonly tls?: EdgeTls;
  /** Weights, 0 to 1, that the caller's proxy gives the versions for a request without special headers. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly badges: readonly EdgeBadge[];
}

export interface EdgeTls {
  /** What the caller's proxy sends. */
  readonly mode: 'mutual' | 'simple' | 'plaintext';
  /** What the called proxies accept: by PeerAuthentication. */
  readonly accepts?: 'strict' | 'permissive' | 'plaintext';
  /** SPIFFE identities; of the server those of all versions. */
  readonly client?: string;
  readonly servers: readonly string[];
}

/** What the configuration does to calls of an edge, or what its proxies do at present. */
export interface EdgeBadge {
  readonly kind: 'retries' | 'timeout' | 'fault' | 'mirror' | 'circuit-breaker' | 'open-circuit' | 'ejection';
  /** `3 attempts on 5xx`. */
  readonly text: string;
}
