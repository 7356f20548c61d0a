import type { Finding } from '@lab/istio';

/** What happens while the lab starts and runs. */
export type LabEvent =
  /** What is being done just now. */
  | { readonly type: 'progress'; readonly text: string }
  /** What analysis says of the files; not in force where one of them is an error: the mesh before stays. */
  | { readonly type: 'findings'; readonly findings: readonly Finding[]; readonly inForce: boolean }
  /** An edit is in force at every sidecar; milliseconds since it was seen. */
  | { readonly type: 'applied'; readonly files: readonly string[]; readonly milliseconds: number }
  /** Something failed beside the start, e.g. a pod that does not come up after an edit. */
  | { readonly type: 'error'; readonly error: unknown };
