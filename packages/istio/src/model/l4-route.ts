import type { Destination } from './http-route.ts';
import type { Labels } from './label-selector.ts';
import type { CidrRange } from './values.ts';

/** One `tls` or `tcp` route of a VirtualService. */
export interface L4Route {
  /** Alternatives; none takes every connection. */
  readonly match: readonly L4Match[];
  readonly route: readonly { readonly destination: Destination; readonly weight: number }[];
}

export interface L4Match {
  /** Names in the client hello, of a `tls` route. */
  readonly sniHosts: readonly string[];
  readonly destinationSubnets: readonly CidrRange[];
  readonly port?: number;
  readonly sourceLabels: Labels;
  readonly sourceNamespace?: string;
  readonly gateways: readonly string[];
}
