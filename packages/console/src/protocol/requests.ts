import type { SourceLocation } from '@lab/istio';
import type {
  CallReport,
  CausedFailures,
  LogPart,
  RequestReport,
  TierWeights,
  TraceFailure,
} from '@lab/mesh-client';
import type { TraceTree } from '@lab/observe';
import type { SourceLines } from './configuration.ts';

/** The answer of an API path that could not do what it was asked: any status from 400 on. */
export interface Problem {
  /** A sentence. */
  readonly error: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** Of docs/errors.md. */
  readonly code?: string;
  /** The incident that is open, because of which the answer is not given. */
  readonly muted?: string;
}

/** `GET /api/traces/ID`: as `./lab trace ID --json`. */
export type TraceAnswer = TraceTree & { readonly failure?: TraceFailure };

/** `GET /api/logs?id=ID`: what proxies and applications wrote of one request, the oldest first. */
export interface LogAnswer {
  readonly lines: readonly LogRow[];
}

export interface LogRow {
  /** Milliseconds since the epoch. */
  readonly at?: number;
  /** `NAMESPACE/NAME` */
  readonly pod: string;
  readonly part: LogPart;
  readonly level?: string;
  /** As `./lab logs` prints it, without the values of authorization, cookies and tokens. */
  readonly text: string;
}

/** `GET /api/route?pod=NAMESPACE/NAME&name=ROUTE&to=NODE`: where a route of a proxy is written; `null` for one of a Service. */
export interface RouteAnswer {
  /** `Kind NAMESPACE/NAME` */
  readonly resource: string;
  /** `spec.http[1]` */
  readonly field?: string;
  readonly location?: SourceLocation;
  readonly lines?: SourceLines;
}

/** `GET /api/split?host=&path=&header=NAME:VALUE`: weights, 0 to 1 as in `./lab call --json`, by tier and version. */
export interface SplitAnswer {
  /** Services by their label `app`, in the order in which a request comes to them. */
  readonly services: readonly string[];
  readonly weights: TierWeights;
}

/** `POST /api/requests`: requests to send. */
export type RequestOrder = ApplicationOrder | OwnOrder;

interface OrderBasics {
  /** How many, 1 to 10,000. */
  readonly requests: number;
  /** By name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Adds `x-canary: true`. */
  readonly canary?: boolean;
}

/** Requests to the project's own application, as `./lab call` sends them: each tier's split is measured. */
export interface ApplicationOrder extends OrderBasics {
  readonly kind: 'application';
  /** What the application is to sort. */
  readonly item?: string;
}

/** Requests of one's own, as `./lab call --path …` and `./lab call --from … URL` send them. */
export interface OwnOrder extends OrderBasics {
  readonly kind: 'own';
  readonly method?: string;
  readonly body?: string;
  /** Through the gateway: Host header and path. */
  readonly host?: string;
  readonly path?: string;
  /** From a pod of this workload, or `outside`: to this URL of a Service. */
  readonly from?: string;
  readonly url?: string;
}

/** How far the requests of the last order have come. */
export interface LoadState {
  /** Counts up from 1. */
  readonly id: number;
  readonly order: Pick<RequestOrder, 'kind' | 'requests' | 'canary'>;
  readonly state: 'sending' | 'done' | 'stopped' | 'failed';
  readonly sent: number;
  /** When it is done: as `./lab call --json`. */
  readonly application?: CallReport & { readonly causes: readonly CausedFailures[] };
  readonly own?: RequestReport & { readonly causes: readonly CausedFailures[] };
  /** What the page is to say beside the report. */
  readonly notes: readonly string[];
  readonly problem?: Problem;
}
