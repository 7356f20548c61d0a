import type { Finding } from '@lab/istio';
import type { AbsentWorkload, PodStatus } from '@lab/local';
import type { Span } from '@lab/observe';
import type { ExplainQuestion, Explanation } from './explain/explain-call.ts';
import type { GatewayAddress } from './gateway-address.ts';
import type { TierPath, TierWeights } from './mesh/tier-weights.ts';
import type { SendLoad } from './requests/send-timed.ts';
import type { WhyAnswer } from './why/explain-failure.ts';
import type { WhyQuestion } from './why/find-entries.ts';
import type { DiagnosedFailures, FailuresQuestion } from './why/find-failures.ts';

/** One container or process of a pod. */
export interface PodPart {
  readonly phase: 'starting' | 'running' | 'backing-off' | 'stopped';
  readonly pid?: number;
  readonly restarts: number;
  /** Of a cluster, why it does not run: `ErrImagePull`. */
  readonly reason?: string;
  /** Why the run before ended. */
  readonly lastExit?: string;
}

/** What is known of a pod wherever it runs. */
export type MeshPod = Pick<
  PodStatus,
  'name' | 'namespace' | 'workload' | 'labels' | 'proxy' | 'ready' | 'draining'
> & {
  readonly application?: PodPart;
  readonly sidecar?: PodPart;
  /** A stand-in answers in the place of its image. */
  readonly standIn?: true;
  /** Of a cluster, why it is not ready, in the words of scheduler and kubelet. */
  readonly problem?: string;
};

export type { AbsentWorkload };

/** Plain JSON. */
export interface MeshStatus {
  /** The kube context, of a mesh in a cluster. */
  readonly context?: string;
  readonly pods: readonly MeshPod[];
  readonly absent?: readonly AbsentWorkload[];
  /** Whether no configuration with an error takes effect, where the lab follows files. */
  readonly guarded?: boolean;
  /** What analysis says of the newest state of the files, where the lab follows them. */
  readonly findings?: readonly Finding[];
  /** Whether the newest state of the files is what is active, where the lab follows them. */
  readonly edits?: 'applied' | 'applying' | 'not-applied';
}

export interface RestartOptions {
  /** Aborted, the call ends with LabError INTERRUPTED; the mesh continues to replace the pods. */
  readonly signal: AbortSignal;
  /** Called with a line of text when something has changed: how many pods are new, and why others are not ready. */
  readonly onProgress: (text: string) => void;
}

/**
 * A running mesh, on this machine or in a cluster: what a lesson or a page looks at is the same in both places. Every
 * method throws LabError with a code of docs/errors.md when the mesh does not answer.
 */
export interface MeshClient {
  /** The pods of the mesh, and the workloads that should have pods and have none. */
  status(): Promise<MeshStatus>;
  /**
   * Replaces the pods of a workload one by one, as `kubectl rollout restart` does; resolves when all are new.
   *
   * @param workload a Deployment's name, with or without its namespace
   * @throws LabError UNKNOWN_WORKLOAD, ROLLOUT_FAILED or INTERRUPTED
   */
  restart(workload: string, options: RestartOptions): Promise<void>;

  /** The weights that the active configuration gives the versions of each tier. */
  weights(path: TierPath): Promise<TierWeights>;
  /**
   * Counters and gauges that a pod's proxy keeps, by Envoy's names.
   *
   * @param pod `NAMESPACE/NAME`
   * @param filter a regular expression that names match somewhere
   * @throws InvalidRequestError for a pod of the lab that is not there
   */
  statistics(pod: string, filter: string): Promise<ReadonlyMap<string, number>>;
  /** Percentage of requests that the mesh samples by its own choice, 0 to 100; undefined where that is not known. */
  sampling(): Promise<number | undefined>;
  /** Host names that the gateway has routes for, wildcards among them. */
  servedHosts(): Promise<readonly string[]>;

  /**
   * Where requests from outside of the mesh go.
   *
   * @param host the Host header of the requests; that of the project's own application without
   * @throws InvalidRequestError for a host that the gateway serves over TLS only
   */
  gateway(host?: string): Promise<GatewayAddress>;
  /** Sends from a ready pod of a workload, through its sidecar and with its identity. @throws InvalidRequestError without one */
  senderIn(workload: string): Promise<SendLoad>;
  /** Sends as a caller that is not in the mesh. @throws LabError NO_POD_TO_SEND_FROM in a cluster */
  senderOutside(): Promise<SendLoad>;

  /** Whether the mesh keeps the spans of requests; where it does not, the methods below throw LabError in a cluster. */
  keepsTraces(): Promise<boolean>;
  /** Ids of traces that begin with a prefix in lower case, the newest first, at most 100. */
  traceIds(prefix: string): Promise<readonly string[]>;
  /** The spans of a trace that have arrived; none for a trace that is not known. */
  spans(traceId: string): Promise<readonly Span[]>;
  /** Milliseconds after the end of a span by which it has arrived. */
  readonly arrivalMs: number;
  /** Milliseconds after a change of policies for which connections that were open before it keep the old ones. */
  readonly drainMs: number;

  /**
   * What would happen to a request, read off the active configuration; `from` may be a workload's name alone.
   *
   * @throws InvalidRequestError for a workload that is not there, and for a mesh without a gateway where none is named
   */
  explain(question: ExplainQuestion): Promise<Explanation>;

  /** Why a request failed: the one that is named, or the last one. */
  why(question: WhyQuestion): Promise<WhyAnswer>;
  /** Why requests of one kind failed, those that failed alike together; the most frequent first. */
  failures(question: FailuresQuestion): Promise<readonly DiagnosedFailures[]>;
  /** Milliseconds after the end of a request by which the access logs have it. */
  readonly logMs: number;

  /** Closes what was opened to reach the mesh, which goes on. */
  close(): Promise<void>;
}
