import type { Finding } from '../findings/finding.ts';
import type { RedirectAction } from '../xds/types.ts';
import type { ConnectionError } from './accept-connection.ts';
import type { Denial } from './authorize.ts';
import type { ClusterAnswer } from './cluster-answer.ts';
import type { DownstreamTls } from './downstream-tls.ts';
import type { RbacVerdict } from './rbac.ts';
import type { RouteAnswer } from './route-answer.ts';

/** Why a request is not forwarded, other than by policy. */
export type RequestError = ConnectionError | 'no-listener' | 'no-virtual-host' | 'no-route';

/** What becomes of a request; exactly one field is set. */
export interface Outcome {
  readonly cluster?: string;
  /** Cluster → weight; a cluster listed twice counts with both. */
  readonly weighted?: Readonly<Record<string, number>>;
  readonly directResponse?: { readonly status: number; readonly body?: string };
  /** Envoy's RedirectAction, or `httpsRedirect` for a whole host. */
  readonly redirect?: RedirectAction;
  readonly denied?: Denial;
  readonly error?: RequestError;
}

/** What led to the outcome, for words: names as they stand in the proxy's configuration. */
export interface Trail {
  readonly address: string;
  readonly listener?: string;
  readonly filterChain?: string;
  readonly routeConfig?: string;
  readonly virtualHost?: string;
  readonly domains?: readonly string[];
  /** Counted from 0 within the virtual host. */
  readonly routeIndex?: number;
  /** For each route that was tried before, what of it did not match. */
  readonly failedMatches?: readonly string[];
  /** The resource that the route comes from. */
  readonly config?: string;
}

/** An answer in the terms of Envoy's configuration. Fields are absent where the request did not get that far. */
export interface Answer {
  readonly outcome: Outcome;
  readonly route?: RouteAnswer;
  readonly clusters?: Readonly<Record<string, ClusterAnswer>>;
  readonly downstreamTls?: DownstreamTls;
  readonly rbac?: readonly RbacVerdict[];
  readonly jwt?: unknown;
  readonly tracing?: Readonly<Record<string, unknown>>;
  readonly info: Trail;
}

/** Said instead of an answer where the configuration has a field that the lab does not carry out. */
export interface Unsupported {
  readonly unsupported: readonly Finding[];
}
