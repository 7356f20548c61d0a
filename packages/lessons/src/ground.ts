import type { Finding } from '@lab/istio';
import type { MeshClient } from '@lab/mesh-client';

/** What became of the files of a workbench. */
export interface Applied {
  /** False: the previous configuration stays active. */
  readonly inForce: boolean;
  readonly findings: readonly Finding[];
  /** Pods that did not come up. */
  readonly failures: readonly string[];
  readonly milliseconds: number;
  /** Why an API server does not take the files, in its words. */
  readonly rejection?: string;
}

/** Where lessons are done: a running mesh that takes the files of a workbench. */
export interface Ground {
  readonly mesh: MeshClient;
  /**
   * Applies the files of the workbench, and resolves when every proxy has acknowledged them.
   *
   * @param folder absolute path of another folder, in place of the workbench
   */
  apply(signal: AbortSignal, folder?: string): Promise<Applied>;
  /** Closes what was opened to reach the mesh, which goes on. */
  close(): Promise<void>;
}
