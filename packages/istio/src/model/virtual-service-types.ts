import type { HttpRoute, VirtualServiceSpec } from '../resources/istio-types.ts';
import type { Resource } from '../resources/resource.ts';

export type TlsRoute = NonNullable<VirtualServiceSpec['tls']>[number];
export type TcpRoute = NonNullable<VirtualServiceSpec['tcp']>[number];
export type Destination = NonNullable<NonNullable<TcpRoute['route']>[number]['destination']>;

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
  readonly tls: readonly TlsRoute[];
  readonly tcp: readonly TcpRoute[];
  readonly resource: Resource;
}
