import type { Pod } from '@lab/istio';
import type { ApplicationStatus } from '../workloads/application.ts';

export interface SidecarStatus {
  readonly phase: 'starting' | 'running' | 'backing-off' | 'stopped';
  readonly pid?: number;
  readonly restarts: number;
  /** Why the run before ended, in Envoy's words. */
  readonly lastExit?: string;
  /** When it did: milliseconds since the epoch. */
  readonly lastExitAt?: number;
  /** Path of the admin interface's Unix socket. */
  readonly adminSocket: string;
}

/** One running pod, as `status` shows it; plain JSON. */
export interface PodStatus {
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly proxy: Pod['proxy'];
  /** The address that policies know it by (`ipBlocks`, `source.ip`), in the pods' range of the mesh, 10.244.0.0/16. */
  readonly ip: string;
  /** Counts the processes that stood for this pod: one more after each rolling restart. */
  readonly generation: number;
  /** Takes requests: its sidecar and its application are ready, and it is not being replaced. */
  readonly ready: boolean;
  readonly draining: boolean;
  /** When the process before it ended that stood for this pod, after a rolling restart: milliseconds since the epoch. */
  readonly predecessorEndedAt?: number;
  /** Absent for a gateway, which is an Envoy and nothing else. */
  readonly application?: ApplicationStatus;
  /** A stand-in answers in the place of its image. */
  readonly standIn?: true;
  /** Absent for a pod that gets no proxy. */
  readonly sidecar?: SidecarStatus;
  /**
   * Where it listens, each `ADDRESS:PORT`: the application by container port, what other pods reach by container port,
   * and the sidecar's listeners for the application's calls by name (a gateway's for calls from outside). `source` is
   * the address that its calls come from, absent where pods have no addresses of their own.
   */
  readonly addresses: {
    readonly application: Readonly<Record<string, string>>;
    readonly inbound: Readonly<Record<string, string>>;
    readonly outbound: Readonly<Record<string, string>>;
    readonly source?: string;
  };
  /** Environment of a Node process that dials as the application does; absent for a pod without one. */
  readonly capture?: { readonly LAB_CAPTURE: string; readonly NODE_OPTIONS: string };
  /** Paths of the logs. */
  readonly logs: { readonly application: string; readonly sidecar: string; readonly access: string };
}
