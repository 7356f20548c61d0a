import type { Labels } from './label-selector.ts';
import type { Milliseconds, Percentage } from './values.ts';

/** One `http` route of a VirtualService; lists and maps that are not set are empty. */
export interface HttpRoute {
  readonly name?: string;
  /** Alternatives; none takes every request. */
  readonly match: readonly HttpMatch[];
  readonly route: readonly HttpRouteDestination[];
  readonly redirect?: Redirect;
  readonly directResponse?: DirectResponse;
  readonly rewrite?: Rewrite;
  /** Absent and zero mean no timeout. */
  readonly timeout?: Milliseconds;
  readonly retries?: Retries;
  readonly fault?: Fault;
  readonly mirrors: readonly Mirror[];
  readonly corsPolicy?: CorsPolicy;
  readonly headers: HeaderOperations;
}

/** At most one is set; none asks for presence. */
export interface StringMatch {
  readonly exact?: string;
  readonly prefix?: string;
  readonly regex?: string;
}

export interface HttpMatch {
  readonly name?: string;
  readonly uri?: StringMatch;
  readonly ignoreUriCase: boolean;
  readonly scheme?: StringMatch;
  readonly method?: StringMatch;
  readonly authority?: StringMatch;
  readonly headers: Readonly<Record<string, StringMatch>>;
  readonly withoutHeaders: Readonly<Record<string, StringMatch>>;
  readonly queryParams: Readonly<Record<string, StringMatch>>;
  /** Who asks: port of the host, labels and namespace of the client, gateways as `NAMESPACE/NAME`. */
  readonly port?: number;
  readonly sourceLabels: Labels;
  readonly sourceNamespace?: string;
  readonly gateways: readonly string[];
  readonly statPrefix?: string;
}

export interface Destination {
  /** With a short name completed; empty for a backend that may not be used. */
  readonly host: string;
  readonly port?: number;
  readonly subset?: string;
}

export interface HttpRouteDestination {
  readonly destination: Destination;
  readonly weight: number;
  readonly headers: HeaderOperations;
}

export interface HeaderOperations {
  readonly request: HeaderChanges;
  readonly response: HeaderChanges;
}

export interface HeaderChanges {
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export interface Redirect {
  /** Status code; 301 where none is set. */
  readonly code: number;
  readonly scheme?: string;
  readonly authority?: string;
  /** The whole new path, or what the matched prefix becomes. */
  readonly path?: string;
  readonly prefix?: string;
  readonly port?: number;
  /** Whether the client is sent to the port that it came to. */
  readonly keepsPort: boolean;
}

export interface DirectResponse {
  readonly status: number;
  readonly body?: { readonly string: string } | { readonly bytes: string };
}

export interface Rewrite {
  readonly uri?: string;
  readonly regex?: { readonly match: string; readonly substitution: string };
  readonly authority?: string;
}

export interface Retries {
  /** Zero and less mean none. */
  readonly attempts: number;
  readonly perTryTimeout?: Milliseconds;
  readonly backoff?: Milliseconds;
  /** Absent means Istio's default. */
  readonly retryOn?: { readonly conditions: readonly string[]; readonly statusCodes: readonly number[] };
  readonly ignorePreviousHosts?: boolean;
  readonly remoteLocalities: boolean;
}

export interface Fault {
  readonly delay?: { readonly fixedDelay: Milliseconds; readonly percentage: Percentage };
  /** Every request where there is no percentage. */
  readonly abort?: { readonly percentage?: Percentage } & (
    | { readonly httpStatus: number }
    | { readonly grpcStatus: number }
  );
}

export interface Mirror {
  readonly destination: Destination;
  readonly percentage: Percentage;
}

export interface CorsPolicy {
  readonly allowOrigins: readonly StringMatch[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAge?: Milliseconds;
  readonly allowCredentials?: boolean;
  /** Whether a preflight that matches no origin goes on upstream. */
  readonly forwardsUnmatchedPreflights: boolean;
}
