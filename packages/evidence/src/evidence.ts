import type { Finding, Mesh } from '@lab/istio';
import type { AccessLogEntry } from './access-log-entry.ts';

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
  /** How the last runs of its processes ended, where the times are known. */
  readonly exits?: readonly PodExit[];
  /** `ADDRESS:PORT` of all that other pods reach of it. */
  readonly addresses?: readonly string[];
}

/** That a process of a pod ended, or all of them. */
export interface PodExit {
  /** `pod`: all of it, and another has taken its place. */
  readonly part: 'application' | 'sidecar' | 'pod';
  /** `exit 3`, `SIGKILL`, `it was replaced`. */
  readonly how: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
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
  /** What analysis says of the configuration in force; absent where nobody asked it. */
  readonly findings?: readonly Finding[];
  /** What the proxy of a pod sent over one connection, the newest last; absent where its log cannot be asked. */
  connectionLog?(pod: string, upstreamLocalAddress: string): Promise<readonly AccessLogEntry[]>;
}
