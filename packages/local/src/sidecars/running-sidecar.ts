import type { Pod } from '@lab/istio';
import type { ServedConfig } from '../ads/served-config.ts';
import type { Shortfall } from './update-sidecar.ts';

/** One pod's Envoy, ready. */
export interface RunningSidecar {
  /** Resolves when the process has ended: undefined after a stop that was asked for, else why it ended. */
  readonly exited: Promise<Error | undefined>;
  /**
   * Brings another configuration into force without dropping what the old one needs: clusters and endpoints
   * first, then routes and listeners, and only then are clusters removed. What Envoy rejects stays at its last version.
   */
  apply(config: ServedConfig): Promise<Shortfall>;
  /** Tells callers to go elsewhere and waits until nothing is in flight, at most `graceMs` milliseconds. */
  drain(graceMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface SidecarOptions {
  readonly binary: string;
  readonly pod: Pod;
  /** The mesh's DNS domain, for the node id. */
  readonly domain: string;
  /** Folder for the bootstrap, and for the configuration as files to read. */
  readonly dir: string;
  /** Path of the admin socket; at most 107 bytes (unix(7), sun_path). */
  readonly adminSocket: string;
  /** Path of the socket at which the lab serves the configuration; as long at most. */
  readonly xdsSocket: string;
  readonly logPath: string;
  /** Told the process number as soon as there is one. */
  readonly onSpawn: (pid: number) => void;
  /** Aborted, it ends an Envoy that is not ready yet, at once: nothing is in flight. */
  readonly signal?: AbortSignal;
}

/**
 * Starts an Envoy with a configuration and waits until it serves what it takes of it.
 *
 * @throws LabError when Envoy gives up
 * @throws LabError SIDECAR_NOT_READY when it is not ready in time, INTERRUPTED when it is stopped meanwhile
 */
export type StartSidecar = (options: SidecarOptions, config: ServedConfig) => Promise<RunningSidecar>;
