import type { Finding } from '@lab/istio';
import type { PodStatus } from '@lab/local';
import type { Span } from '@lab/observe';
import type { GatewayAddress } from './gateway-address.ts';
import type { TierPath, TierWeights } from './mesh/tier-weights.ts';
import type { SendLoad } from './requests/send-timed.ts';

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
  /** Of a cluster, why it is not ready, in the words of scheduler and kubelet. */
  readonly problem?: string;
};

/** A workload that should have pods and has none. */
export interface AbsentWorkload {
  readonly namespace: string;
  readonly workload: string;
  readonly reason: string;
}

/** Plain JSON. */
export interface MeshStatus {
  /** The kube context, of a mesh in a cluster. */
  readonly context?: string;
  readonly pods: readonly MeshPod[];
  readonly absent?: readonly AbsentWorkload[];
  /** What analysis says of the newest state of the files, where the lab follows them. */
  readonly findings?: readonly Finding[];
}

/** A running mesh, on this machine or in a cluster: what a lesson looks at is the same in both places. */
export interface MeshClient {
  status(): Promise<MeshStatus>;
  /** Where requests from outside go that are for a host; for the application of the project without one. */
  gateway(host?: string): Promise<GatewayAddress>;
  /**
   * Replaces the pods of a workload one by one; resolves when all are.
   *
   * @param onProgress told how far it is, where it takes long
   */
  restart(workload: string, onProgress: (text: string) => void): Promise<void>;
  /** Whether there is something that keeps the spans of requests. */
  keepsTraces(): Promise<boolean>;
  traceIds(prefix: string): Promise<readonly string[]>;
  spans(traceId: string): Promise<readonly Span[]>;
  weights(path: TierPath): Promise<TierWeights>;
  /** Of how many in a hundred requests the mesh makes a trace by its own choice; undefined where that is not known. */
  sampling(): Promise<number | undefined>;
  /** Host names that the gateway has routes for, wildcards among them. */
  servedHosts(): Promise<readonly string[]>;
  /** Sends from a ready pod of a workload, through its sidecar and with its identity. @throws InvalidRequestError without one */
  senderIn(workload: string): Promise<SendLoad>;
  /** Sends as a caller that is not in the mesh. @throws LabError in a cluster, where that takes a pod */
  senderOutside(): Promise<SendLoad>;
  /** Milliseconds after its end by which a span is here. */
  readonly arrivalMs: number;
  /** Ends what was opened to reach it; the mesh goes on. */
  close(): Promise<void>;
}
