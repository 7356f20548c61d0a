import type { Mesh } from '@lab/istio';

/** A pod as far as a failure may come from it. */
export interface EvidencePod {
  /** `NAMESPACE/NAME` */
  readonly pod: string;
  readonly workload: string;
  readonly namespace: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** How the run before ended. */
  readonly lastExit?: string;
  /** Why it is not ready, where that is known. */
  readonly problem?: string;
  /** Warnings of a cluster about it, the newest last. */
  readonly events?: readonly string[];
}

/** What is known of a mesh beside its access logs. */
export interface Evidence {
  /** What the configuration of the proxies is made from. */
  readonly mesh: Mesh;
  readonly pods: readonly EvidencePod[];
  /** Counters and gauges of a proxy whose names match a regular expression; empty where they cannot be read. */
  statistics(pod: string, filter: string): Promise<ReadonlyMap<string, number>>;
  /** Lines that the application of a pod wrote about a request, the newest last. */
  applicationLog(pod: string, requestId: string): Promise<readonly string[]>;
}
