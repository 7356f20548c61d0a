import type { Resource } from '../resources/resource.ts';

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

/** A Kubernetes Service; `hostname` is its FQDN, `NAME.NAMESPACE.svc.DOMAIN`. */
export interface Service {
  readonly hostname: string;
  readonly name: string;
  readonly namespace: string;
  /** `None` for a headless service; where the manifest gives none, one is assigned from 10.96.128.0/17 in order. */
  readonly clusterIP: string;
  readonly ports: readonly ServicePort[];
  readonly selector: Readonly<Record<string, string>>;
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
