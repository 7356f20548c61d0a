import type { VirtualServiceSpec, HttpRoute as WrittenHttpRoute } from '../resources/istio-types.ts';
import type { FieldPath, Resource } from '../resources/resource.ts';
import type { HttpRoute } from './http-route.ts';
import type { L4Route } from './l4-route.ts';

/** Where an HTTP route is written. */
export interface RouteOrigin {
  readonly resource: Resource;
  readonly path: FieldPath;
}

/** A VirtualService with every short name completed, gateways as `NAMESPACE/NAME` and delegates merged in. */
export interface VirtualService {
  /** `gateway-api` where it is made from HTTPRoutes: prefixes are whole segments, and a missing backend is a 500. */
  readonly semantics: 'istio' | 'gateway-api';
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
  readonly http: readonly HttpRoute[];
  readonly tls: readonly L4Route[];
  readonly tcp: readonly L4Route[];
  readonly resource: Resource;
  /** Of each of `http`: a delegate's route and an HTTPRoute's rule are written elsewhere than in `resource`. */
  readonly origins: readonly RouteOrigin[];
}

export type TlsRoute = NonNullable<VirtualServiceSpec['tls']>[number];
export type TcpRoute = NonNullable<VirtualServiceSpec['tcp']>[number];

/** One whose routes are as they are written, but for the names: delegates are merged before routes are read. */
export interface WrittenVirtualService extends Omit<VirtualService, 'http' | 'tls' | 'tcp'> {
  readonly http: readonly WrittenHttpRoute[];
  readonly tls: readonly TlsRoute[];
  readonly tcp: readonly TcpRoute[];
}
