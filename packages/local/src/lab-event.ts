import type { Finding } from '@lab/istio';
import type { OverlayChoice } from './overlay/overlay-choice.ts';

/** What happens while the lab starts and runs. */
export type LabEvent =
  /** What is being done just now. */
  | { readonly type: 'progress'; readonly text: string }
  /** What analysis says of the files; not in force where one of them is an error: the previous configuration stays active. */
  | { readonly type: 'findings'; readonly findings: readonly Finding[]; readonly inForce: boolean }
  /**
   * An edit is in force: of manifests at every sidecar, of sources in every pod of the workloads; milliseconds since it
   * was seen.
   */
  | {
      readonly type: 'applied';
      readonly files: readonly string[];
      readonly milliseconds: number;
      readonly workloads?: readonly string[];
    }
  /** Applications are built again, after an edit of their sources. */
  | { readonly type: 'building'; readonly folders: readonly string[] }
  /** Another configuration is in force at every sidecar, in place of the one before. */
  | { readonly type: 'configured'; readonly choice: OverlayChoice; readonly milliseconds: number }
  /** Something failed beside the start, e.g. a pod that does not come up after an edit. */
  | { readonly type: 'error'; readonly error: unknown };
