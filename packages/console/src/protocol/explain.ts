import type { Explanation } from '@lab/mesh-client';

/** `GET /api/explain?url=&method=&from=&header=NAME:VALUE&next=URL`; `header` and `next` may be there several times. */
export interface ExplainAnswer {
  /** As `./lab explain --json`. */
  readonly explanation: Explanation;
  /** The lines that `./lab explain` prints, indented, without colours. */
  readonly text: readonly { readonly text: string; readonly isFailure: boolean }[];
}
