import type { Resource } from '../resources/resource.ts';
import type { CidrRange } from './values.ts';

/** How Istio treats a port's bytes; from the port's name or appProtocol (Istio "Protocol Selection"). */
export type Protocol =
  | 'http'
  | 'http2'
  | 'grpc'
  | 'https'
  | 'tls'
  | 'tcp'
  | 'udp'
  | 'mongo'
  | 'redis'
  | 'mysql'
  | 'unset';

export interface ServicePort {
  readonly name: string;
  /** The port clients dial on the service. */
  readonly port: number;
  /** The port's target as written: a number, or the name of a container port. */
  readonly targetPort: number | string;
  readonly protocol: Protocol;
}

/**
 * How a proxy finds a service's endpoints: `static` the control plane lists them (a Kubernetes Service, or a
 * ServiceEntry of resolution STATIC), `dns` and `dns-round-robin` the proxy looks the name up, `passthrough` the
 * caller has chosen the address already (a headless Service, or resolution NONE).
 */
export type Resolution = 'static' | 'dns' | 'dns-round-robin' | 'passthrough';

/** An address that a ServiceEntry lists. */
export interface ServiceEntryEndpoint {
  readonly address: string;
  /** Target ports by the name of the service's port. */
  readonly ports: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly weight?: number;
  readonly serviceAccount?: string;
}

/**
 * A Kubernetes Service, or one host of a ServiceEntry. `hostname` is `NAME.NAMESPACE.svc.DOMAIN` for the former
 * and the host as written for the latter.
 */
export interface Service {
  readonly registry: 'kubernetes' | 'service-entry';
  readonly hostname: string;
  readonly name: string;
  readonly namespace: string;
  /**
   * The address that clients dial. `None` for a headless Service; where a Service names none, one is assigned
   * from 10.96.128.0/17 in order. `0.0.0.0` for a ServiceEntry without addresses.
   */
  readonly clusterIP: string;
  /** Set where `clusterIP` is a range of addresses, which a ServiceEntry may name. */
  readonly addressRange?: CidrRange;
  /** Every address that a ServiceEntry names; empty for a Kubernetes Service. */
  readonly addresses: readonly string[];
  readonly ports: readonly ServicePort[];
  /** Labels of the pods behind it; empty when it selects none. */
  readonly selector: Readonly<Record<string, string>>;
  readonly resolution: Resolution;
  /** Outside the mesh (ServiceEntry location MESH_EXTERNAL): never spoken to in mutual TLS by default. */
  readonly external: boolean;
  readonly exportTo: readonly string[];
  /** What a ServiceEntry lists; empty for a Kubernetes Service, whose endpoints are the selected pods. */
  readonly endpoints: readonly ServiceEntryEndpoint[];
  /** Identities a ServiceEntry names besides those of its endpoints. */
  readonly subjectAltNames: readonly string[];
  readonly resource: Resource;
}

export interface ContainerPort {
  readonly name?: string;
  readonly port: number;
}

/**
 * One replica of a Deployment (or StatefulSet, or a bare Pod). Names are stable: `DEPLOYMENT-0`, `DEPLOYMENT-1` ….
 * `ip` is assigned in order from 10.244.0.0/16 and stands for the pod in every emitted configuration.
 */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  /** The Deployment's name. */
  readonly workload: string;
  readonly ip: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly ports: readonly ContainerPort[];
  /** `gateway` by annotation `inject.istio.io/templates: gateway`; `none` where no proxy is injected. */
  readonly proxy: 'sidecar' | 'gateway' | 'none';
  readonly resource: Resource;
}
