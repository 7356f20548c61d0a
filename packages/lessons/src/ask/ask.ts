import type { Finding } from '@lab/istio';
import type { Explanation, MeshClient, RequestReport } from '@lab/mesh-client';
import type { Hop, RequestHeaders } from '@lab/observe';

/** A request to the application of the lab: `POST /api/classify` through the gateway. */
export interface ApplicationRequest {
  /** By lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came of requests to the application. */
export interface Answers {
  /** The hops of each request that was answered. */
  readonly hops: readonly (readonly Hop[])[];
  /** Requests that failed, by what the answer says. */
  readonly failures: readonly { readonly reason: string; readonly count: number }[];
  /** Of the last request that was answered and sampled. */
  readonly traceId?: string;
}

/** A request of any kind. */
export interface OwnRequest {
  /** A workload that sends it, or `outside` for a caller that is not in the mesh; through the gateway without. */
  readonly from?: string;
  /** `http://backend-service.backend:8080/healthz`; through the gateway its host is the Host header. */
  readonly url: string;
  readonly method?: string;
  readonly headers?: RequestHeaders;
  readonly body?: string;
  /** How often; once without. */
  readonly times?: number;
  readonly concurrency?: number;
}

/** What checks and hints ask a running mesh, here or in a cluster. */
export interface Ask {
  readonly mesh: MeshClient;
  readonly signal: AbortSignal;
  /** What analysis says of the learner's configuration. */
  readonly findings: readonly Finding[];
  /** The learner's file of answers (`answer.yaml`), as it was read; empty without. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** The texts of the learner's files, by their names in the workbench: a hint says by them at which line something is. */
  readonly files: ReadonlyMap<string, string>;
  /** Sends requests to the application, and says which versions answered. */
  classify(request: ApplicationRequest, times: number): Promise<Answers>;
  /** The same for as long as the signal is not aborted. */
  classifyUntil(request: ApplicationRequest, until: AbortSignal): Promise<Answers>;
  send(request: OwnRequest): Promise<RequestReport>;
  /** What the emitted configuration does with a request to the application; the same answer until the files change. */
  explain(request: ApplicationRequest): Promise<Explanation>;
  /** The same for a request of any kind, up to the first application that it reaches. */
  follow(request: OwnRequest): Promise<Explanation>;
  /**
   * Applies the learner's files with some of the start in their place, and then the learner's own while `during` runs:
   * from before they are applied until connections from before have gone, when its signal is aborted.
   *
   * @param startFiles names of files in `start/`
   */
  change<T>(startFiles: readonly string[], during: (until: AbortSignal) => Promise<T>): Promise<T>;
}
